import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const betweenProbesMs = 25;
const probeTimeoutMs = 2_000;

/**
 * Asks a health path until it answers 2xx twice in a row. Rejects with the signal's reason when it is
 * aborted first.
 * @param problem told of each probe that failed
 */
export async function waitUntilHealthy(
  url: string,
  signal: AbortSignal,
  problem: (text: string) => void,
): Promise<void> {
  for (let good = 0; good < 2;) {
    const failure = await probe(url, signal);
    // A probe that was cut off says nothing of the app.
    signal.throwIfAborted();
    good = failure === null ? good + 1 : 0;
    if (failure !== null) problem(failure);
    if (good < 2) await delay(betweenProbesMs, undefined, { signal });
  }
}

/** @returns what was wrong, or null */
function probe(url: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    // A connection of its own: one that is kept open would outlive the app.
    const request = http.get(url, { agent: false, signal, timeout: probeTimeoutMs }, (response) => {
      const status = response.statusCode ?? 0;
      response.resume();
      response.on('error', (error) => resolve(error.message));
      response.on('end', () => resolve(status >= 200 && status < 300 ? null : `it answers status ${status}`));
    });
    request.on('timeout', () => {
      resolve('it does not answer');
      request.destroy();
    });
    request.on('error', (error) => resolve(error.message));
  });
}
