import { setTimeout as delay } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { WebSocket, createWebSocketStream } from 'ws';
import { AssayError } from '../../domain/errors.ts';

const tryEveryMs = 50;
/** As the program's own limit: results of many findings are long. */
const maxMessageBytes = 256_000_000;

/**
 * Connects to an analyzer program as soon as it listens.
 * @returns what the messages carry; closes with the connection
 * @throws AssayError `transient` when it does not in `timeoutMs`, `bug` when it refuses the token; the signal's reason
 */
export async function dialAnalyzer(
  at: { port: number; token: string },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Duplex> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await dial(at, Math.max(1, deadline - performance.now()));
    } catch (cause) {
      if (AssayError.is(cause)) throw cause;
      if (performance.now() >= deadline) {
        const why = AssayError.from(cause).message;
        throw new AssayError('transient', `it did not listen on port ${at.port} of this machine: ${why}`, {
          cause,
        });
      }
    }
    // Its own error says less than the signal's reason.
    await delay(tryEveryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

function dial({ port, token }: { port: number; token: string }, handshakeTimeout: number): Promise<Duplex> {
  const client = new WebSocket(`ws://127.0.0.1:${port}`, {
    headers: { authorization: `Bearer ${token}` },
    ...{ handshakeTimeout, maxPayload: maxMessageBytes, perMessageDeflate: false, followRedirects: false },
  });
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('unexpected-response', (_, { statusCode }) => {
      client.terminate();
      reject(
        new AssayError(
          'bug',
          `what listens on port ${port} does not take the service's token (${statusCode})`,
        ),
      );
    });
    client.once('open', () => {
      const stream = createWebSocketStream(client);
      // By itself it only ends, and waits to be ended.
      client.on('close', () => stream.destroy());
      // Told by its end.
      stream.on('error', () => undefined);
      resolve(stream);
    });
  });
}
