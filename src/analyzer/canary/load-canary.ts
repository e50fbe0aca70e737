import { AssayError } from '../../engine/domain/errors.ts';
import type { ToolAdapter, ToolEnvironment } from '../tool-adapter.ts';
import { withLocalServer } from './local-server.ts';

const delayMs = 5;

/** A server that counts what it answers, each answer late by `delayMs`: the figures must agree with it. */
export async function checkLoadCanary(
  adapter: ToolAdapter,
  environment: ToolEnvironment,
  signal: AbortSignal,
): Promise<void> {
  let served = 0;
  await withLocalServer(
    (_request, response) => {
      setTimeout(() => {
        served += 1;
        response.end('canary');
      }, delayMs);
    },
    async (baseUrl) => {
      const options = { toolTimeoutMs: 60_000, performanceDurationMs: 300, performanceConnections: 2 };
      const request = { sourceDir: environment.assetsDir, baseUrl, healthPath: '/', template: null, options };
      const { measurements } = await adapter.run(request, environment, signal);
      const value = (name: string) => measurements.find((one) => one.name === name)?.value ?? NaN;
      const wrong = (what: string) => new AssayError('tool_failed', `On its canary ${what}.`);
      // Timers may fire up to a millisecond early.
      if (!(value('latency.p50') >= delayMs - 1)) {
        throw wrong(`it measured ${value('latency.p50')} ms where answers take ${delayMs} ms`);
      }
      const counted = value('requests.average') * (options.performanceDurationMs / 1000);
      if (!(counted > 1 && counted <= served)) {
        throw wrong(`it counted ${counted} answers where ${served} were given`);
      }
      if (value('non2xx') !== 0) throw wrong('it counted failures where there were none');
    },
  );
}
