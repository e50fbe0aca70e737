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
