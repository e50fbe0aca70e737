import { readFile, readdir } from 'node:fs/promises';
import type Dockerode from 'dockerode';
import { connectEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import type { ContainerEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { tellTried } from '../../../src/engine/containers/connection/engine-trouble.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import type { EngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';

/** The engine that the tests use. */
export function testEngine(): Promise<ContainerEngine> {
  return engineFoundBy(ownEngineSearch(''));
}

/** @throws Error that says where was looked, when there is none */
export async function engineFoundBy(search: EngineSearch): Promise<ContainerEngine> {
  const answer = await connectEngine(search);
  if (!answer.available) throw new Error(tellTried(answer.tried));
  return answer.engine;
}

/** The names of the images that have a label, in the engine's order. @param label as in `assay.builder=x` */
export async function imagesWith(client: Dockerode, label: string): Promise<string[]> {
  const images = await client.listImages({ filters: { label: [label] } });
  return images.flatMap(({ RepoTags }) => RepoTags ?? []);
}

/** Removes the images that were built for a state folder. */
export async function removeBuilt(client: Dockerode, state: string): Promise<void> {
  await removeImages(client, (await imagesWith(client, `assay.builder=${state}`)).reverse());
}

/** Removes what a test has made, of what it is still there. */
export async function removeImages(client: Dockerode, tags: Iterable<string>): Promise<void> {
  for (const tag of tags) {
    // One that was built anew has lost its name.
    if (tag === '<none>:<none>') continue;
    await client
      .getImage(tag)
      .remove({ force: true })
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error;
      });
  }
}

/** The command lines on this machine, those in containers included, that have a word in them. */
export async function processesWith(word: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // Some end meanwhile.
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' ')).filter((line) => line.includes(word));
}
