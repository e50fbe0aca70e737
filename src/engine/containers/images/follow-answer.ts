import type Dockerode from 'dockerode';

/**
 * Reads what the engine says while it works, message by message.
 * @throws when the connection breaks off; the signal's reason when it is aborted
 */
export function followAnswer(
  client: Dockerode,
  answer: NodeJS.ReadableStream,
  signal: AbortSignal,
  onMessage: (message: unknown) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      // The engine ends its work when nobody listens any more.
      (answer as NodeJS.ReadableStream & { destroy(): void }).destroy();
      reject(signal.reason as Error);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.once('close', () => signal.removeEventListener('abort', stop));
    client.modem.followProgress(answer, (error) => (error ? reject(error) : resolve()), onMessage);
  });
}
