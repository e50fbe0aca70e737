import type Dockerode from 'dockerode';
import type { AnalyzerProgram, MetApp } from '../../domain/analyzer-host.ts';
import { AssayError } from '../../domain/errors.ts';
import type { AppInstance } from '../../domain/executors.ts';
import { messageConnection } from '../../domain/message-connection.ts';
import { unlessAborted } from '../../domain/unless-aborted.ts';
import type { Duplex } from 'node:stream';
import type { AnalyzerStack } from './analyzer-stack.ts';
import { dialAnalyzer } from './analyzer-socket.ts';

const listenTimeoutMs = 30_000;

/**
 * The program in a container that was started, once it lets us in.
 * @param remove removes the container; never rejects
 */
export async function analyzerProgram(
  client: Dockerode,
  stack: AnalyzerStack,
  remove: () => Promise<void>,
  signal: AbortSignal,
): Promise<AnalyzerProgram> {
  const over = new AbortController();
  void stack.ended().then(
    (how) => over.abort(new AssayError('transient', `its container ended at its start (${how})`)),
    (cause: unknown) =>
      over.abort(new AssayError('transient', 'the engine does not say how it is', { cause })),
  );
  void stack.lost.then(() => over.abort(new AssayError('transient', 'the connection to it was lost')));
  const port = await unlessAborted(stack.start(), signal);
  const at = { port, token: stack.token };
  const stream = await dialAnalyzer(at, listenTimeoutMs, AbortSignal.any([signal, over.signal]));
  return connectedProgram(client, stack, stream, remove);
}

function connectedProgram(
  client: Dockerode,
  stack: AnalyzerStack,
  stream: Duplex,
  remove: () => Promise<void>,
): AnalyzerProgram {
  let removal: Promise<void> | null = null;
  const stop = () => {
    stream.destroy();
    removal ??= remove();
    return removal;
  };
  // Whatever error comes before it.
  const ended = new Promise<void>((resolve) => stream.once('close', resolve));
  // Its container ends with it; nobody else would remove it.
  void ended.then(stop);

  async function meet({ inContainers }: AppInstance): Promise<MetApp> {
    if (!inContainers) {
      throw new AssayError(
        'misconfigured',
        'The app runs outside of containers, where tools in containers cannot call it.',
        {
          hint: 'Set apps.runtime to docker, or analysis.toolboxes to local.',
        },
      );
    }
    const network = client.getNetwork(inContainers.network);
    try {
      await network.connect({ Container: stack.container });
    } catch (cause) {
      // Half joined it would be of no use to anybody.
      await stop();
      throw new AssayError('transient', "The tools' container could not join the app's network.", { cause });
    }
    return {
      baseUrl: inContainers.baseUrl,
      async leave() {
        try {
          await network.disconnect({ Container: stack.container, Force: true });
        } catch {
          // It may still be there: the next app must not be called from it.
          await stop();
        }
      },
    };
  }

  return {
    ...{ connection: messageConnection(stream, stream), ended, seesFiles: false, meet, stop },
    lastWords: () => stack.lastWords(),
    // They are in the image.
    installTools: async () => ({ folders: null, missing: new Map() }),
  };
}
