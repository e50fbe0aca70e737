import type Dockerode from 'dockerode';
import type { AppLog } from '../processes/app-log.ts';

/** A connection to what a container writes; who destroys it hears no more. */
export type OutputStream = NodeJS.ReadableStream & { destroy(): void };

/** Writes down all that a container writes, both streams in the order they came. */
export function readOutput(client: Dockerode, stream: NodeJS.ReadableStream, log: AppLog): OutputStream {
  const sink = { write: (chunk: Buffer) => log.write(chunk.toString('utf8')) };
  client.modem.demuxStream(stream, sink as never, sink as never);
  // The engine went away: what came until then is what there is.
  stream.on('error', () => undefined);
  return stream as OutputStream;
}

/**
 * Resolves with how a container has ended, as in "exit status 1", once it has.
 * @throws when the engine cannot say; when the signal is aborted
 */
export async function untilEnded(
  container: Dockerode.Container,
  options: { abortSignal?: AbortSignal } = {},
): Promise<string> {
  await container.wait(options);
  return endOf((await container.inspect()).State);
}

export function endOf({
  OOMKilled,
  ExitCode,
}: Pick<Dockerode.ContainerInspectInfo['State'], 'OOMKilled' | 'ExitCode'>): string {
  return OOMKilled ? 'its memory was used up' : `exit status ${ExitCode}`;
}
