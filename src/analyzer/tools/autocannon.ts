import path from 'node:path';
import { z } from 'zod';
import type { Measurement } from '../../engine/domain/analysis.ts';
import { AssayError } from '../../engine/domain/errors.ts';
import { checkLoadCanary } from '../canary/load-canary.ts';
import { HttpClient, describeExchange } from '../http/client.ts';
import { readableEndpoints } from '../http-probe/check.ts';
import { npmToolbox, packageFile, packageVersion } from '../npm-tool.ts';
import { ownProgram } from '../own-program.ts';
import type { ToolAdapter, ToolEnvironment, ToolRequest } from '../tool-adapter.ts';
import { parseToolJson, runToolProcess } from '../tool-process.ts';

/** What `toolboxes/performance-tester/load.mjs` prints. Times are milliseconds. */
const figuresSchema = z.strictObject({
  responses: z.int().min(0),
  seconds: z.number().min(0),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  errors: z.int().min(0),
  timeouts: z.int().min(0),
  non2xx: z.int().min(0),
});
type Figures = z.infer<typeof figuresSchema>;

const longestWarmUpMs = 2_000;
const driver = (environment: ToolEnvironment) => path.join(environment.assetsDir, 'load.mjs');

/**
 * Closed-loop load on one address: each connection asks again as soon as it has its answer. Response times
 * are of that load, not of a fixed rate of arrivals.
 */
export const autocannon: ToolAdapter = {
  name: 'autocannon',
  adapterVersion: 1,
  version: (environment) => packageVersion(environment, 'autocannon'),
  inputs: (environment) => ({
    contents: [driver(environment)],
    programs: [...ownProgram(), packageFile(environment, 'autocannon', 'autocannon.js')],
  }),
  appliesTo: async () => null,
  checkCanary: (environment, signal) => checkLoadCanary(autocannon, environment, signal),

  async run(request, environment, signal) {
    const { path: target, attempts } = await findTarget(request, signal);
    const { performanceDurationMs: durationMs, performanceConnections: connections } = request.options;
    const load = {
      url: request.baseUrl + target,
      connections,
      warmUpMs: Math.min(longestWarmUpMs, Math.round(durationMs / 5)),
      durationMs,
    };
    const { stdout, stderr } = await runToolProcess(
      environment,
      {
        command: environment.installation.node,
        args: [driver(environment), JSON.stringify(load)],
        cwd: environment.assetsDir,
        env: { ...environment.installation.nodeEnv, ASSAY_TOOLBOX: npmToolbox(environment) },
        okCodes: [0],
      },
      signal,
    );
    const figures = figuresSchema.parse(parseToolJson(stdout));
    const log = [`GET ${target}, ${connections} connections, ${durationMs} ms`, stdout, stderr, ...attempts];
    return {
      sarif: null,
      measurements: measurementsOf(figures, target),
      verdicts: [],
      log: log.join('\n').trim(),
    };
  },
};

/** The first readable endpoint that answers; else the health path. */
async function findTarget(
  request: ToolRequest,
  signal: AbortSignal,
): Promise<{ path: string; attempts: string[] }> {
  const client = new HttpClient(request.baseUrl!, signal);
  const attempts: string[] = [];
  for (const path of [...readableEndpoints(request.template), request.healthPath]) {
    const exchange = await client.send({ method: 'GET', path });
    if (exchange.status !== null && exchange.status >= 200 && exchange.status < 300)
      return { path, attempts };
    attempts.push(describeExchange(exchange));
  }
  throw new AssayError(
    'tool_failed',
    'no address of the app answers with success, so there is nothing to load.',
    {
      detail: attempts.join('\n\n'),
    },
  );
}

/** @throws AssayError `tool_failed` when what was measured is not the app at work */
function measurementsOf(figures: Figures, target: string): Measurement[] {
  const { responses, seconds, p50, p95, p99, errors, timeouts, non2xx } = figures;
  if (responses === 0 || seconds === 0 || p50 === null || p95 === null || p99 === null) {
    throw new AssayError('tool_failed', `under load GET ${target} gave no answers (${errors} errors).`);
  }
  if (non2xx === responses) {
    throw new AssayError(
      'tool_failed',
      `under load all ${responses} answers of GET ${target} were failures.`,
    );
  }
  return [
    { name: 'requests.average', value: round(responses / seconds), unit: 'req/s' },
    { name: 'latency.p50', value: p50, unit: 'ms' },
    { name: 'latency.p95', value: p95, unit: 'ms' },
    { name: 'latency.p99', value: p99, unit: 'ms' },
    { name: 'errors', value: errors + timeouts, unit: '1' },
    { name: 'non2xx', value: non2xx, unit: '1' },
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
