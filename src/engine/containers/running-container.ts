import { StringDecoder } from 'node:string_decoder';
import type Dockerode from 'dockerode';
import type { ContainerEngine } from './connection/engine-connection.ts';
import type { AppLog } from '../processes/app-log.ts';
import { splitOutput } from './split-output.ts';

/** A connection to what a container writes; who destroys it hears no more. */
export type OutputStream = NodeJS.ReadableStream & { destroy(): void };

/** Writes down all that a container writes, both streams in the order they came. */
export function readOutput(stream: NodeJS.ReadableStream, log: AppLog): OutputStream {
  // Each its own: a character may come in two parts, with the other's words between them.
  const writer = () => {
    const decoder = new StringDecoder('utf8');
    return (chunk: Buffer) => log.write(decoder.write(chunk));
  };
  splitOutput(stream, writer(), writer());
  // The engine went away: what came until then is what there is.
  stream.on('error', () => undefined);
  return stream as OutputStream;
}

/**
 * Resolves with how a container has ended, as in "exit status 1", once it has by itself.
 * @throws when the engine cannot say, or has stopped it as it stops itself; when the signal is aborted
 */
export async function untilEnded(
  engine: Pick<ContainerEngine, 'takesConnections'>,
  container: Dockerode.Container,
  options: { abortSignal?: AbortSignal } = {},
): Promise<string> {
  await container.wait(options);
  const { State } = await container.inspect();
  if (!(await engine.takesConnections())) throw new Error('the container engine has stopped it');
  return endOf(State);
}

export function endOf({
  OOMKilled,
  ExitCode,
}: Pick<Dockerode.ContainerInspectInfo['State'], 'OOMKilled' | 'ExitCode'>): string {
  return OOMKilled ? 'its memory was used up' : `exit status ${ExitCode}`;
}
