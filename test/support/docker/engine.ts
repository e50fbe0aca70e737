import { readFile, readdir } from 'node:fs/promises';
import type Dockerode from 'dockerode';
import { connectEngine } from '../../../src/engine/containers/engine-connection.ts';
import type { ContainerEngine } from '../../../src/engine/containers/engine-connection.ts';
import { tellTried } from '../../../src/engine/containers/engine-trouble.ts';
import { ownEngineSearch } from '../../../src/engine/containers/find-engine.ts';

/** The engine that the tests use. */
export async function testEngine(): Promise<ContainerEngine> {
  const answer = await connectEngine(ownEngineSearch(''));
  if (!answer.available) throw new Error(tellTried(answer.tried));
  return answer.engine;
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
