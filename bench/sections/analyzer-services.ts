import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AnalyzerService } from '../../src/engine/analysis/analyzer-service.ts';
import { localAnalyzerHost } from '../../src/engine/analysis/local-host.ts';
import type { AnalyzerHost } from '../../src/engine/domain/analyzer-host.ts';
import { services, toolsOf } from '../../src/engine/domain/tools.ts';
import type { Service, ToolName } from '../../src/engine/domain/tools.ts';
import { AnalyzerBench, requestOf } from '../../test/containers/support/analyzer-bench.ts';
import { installation, silent } from '../../test/unit/analyzer/bench.ts';
import { milliseconds } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import { median, quantile } from '../support/statistics.ts';
import { timed } from '../support/timed.ts';

const starts = 3;
const calls = 10;
const files = 20;
const tools: ToolName[] = ['eslint'];

/** Analyzer programs in containers: how long one takes to start, and what a call costs there and beside it on this machine. */
export async function serviceRows(): Promise<Row[]> {
  const bench = await AnalyzerBench.create();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-bench-'));
  try {
    const rows: Row[] = [];
    for (const service of services) {
      if (toolsOf(service).length > 0) rows.push(...(await startRows(bench, service)));
    }
    return [...rows, ...(await callRows(bench, folder))];
  } finally {
    await bench.removeImages();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its image is there: until its program answers, and until all of its tools have found what they must. */
async function startRows(bench: AnalyzerBench, name: Service): Promise<Row[]> {
  await withService(bench, bench.host(), name, (service) => service.health([], silent()));
  const [up, healthy]: [number[], number[]] = [[], []];
  for (let index = 0; index < starts; index++) {
    await withService(bench, bench.host(), name, async (service) => {
      const answers = await timed(() => service.health([], silent()));
      const checked = await timed(() => available(service, toolsOf(name)));
      up.push(answers);
      healthy.push(answers + checked);
    });
  }
  return [
    row(`${name}: answers, median of ${starts}`, median(up)),
    row(`${name}: healthy with its canaries, median of ${starts}`, median(healthy)),
  ];
}

/** The same app, sent over the connection or looked at where it is; both take turns. */
async function callRows(bench: AnalyzerBench, folder: string): Promise<Row[]> {
  const source = Object.fromEntries(
    Array.from({ length: files }, (_, index) => [`lib/part-${index}.js`, code]),
  );
  const request = await requestOf(folder, tools, source);
  const took = { 'a container': [] as number[], stdio: [] as number[] };
  await withService(bench, bench.host(), 'static-analyzer', (inContainer) =>
    withService(bench, localAnalyzerHost(installation), 'static-analyzer', async (local) => {
      const both = { 'a container': inContainer, stdio: local };
      for (const service of Object.values(both)) await available(service, tools);
      for (let index = 0; index < calls; index++) {
        for (const [over, service] of Object.entries(both)) {
          took[over as keyof typeof took].push(
            await timed(async () => {
              const [result] = await service.analyze({ ...request, runId: `${index}` }, silent(), () => {});
              if (result?.status !== 'succeeded') throw new Error(`${over}: ${result?.reason}`);
            }),
          );
        }
      }
    }),
  );
  return Object.entries(took).flatMap(([over, each]) => [
    row(`eslint on ${files} files over ${over}, median of ${calls}`, median(each)),
    row(`eslint on ${files} files over ${over}, p90`, quantile(each, 0.9)),
  ]);
}

async function available(service: AnalyzerService, wanted: readonly ToolName[]): Promise<void> {
  const missing = (await service.health(wanted, silent())).filter((health) => !health.available);
  if (missing.length > 0) throw new Error(missing.map(({ tool, reason }) => `${tool}: ${reason}`).join('; '));
}

async function withService(
  bench: AnalyzerBench,
  host: AnalyzerHost,
  name: Service,
  work: (service: AnalyzerService) => Promise<unknown>,
): Promise<void> {
  const service = new AnalyzerService(host, name, bench.log);
  try {
    await work(service);
  } finally {
    await service.close();
  }
}

const code = `const store = new Map();
exports.add = (key, value) => {
  if (store.has(key)) throw new Error('it is there');
  store.set(key, { value, addedAt: Date.now() });
};
exports.find = (key) => store.get(key)?.value ?? null;
`;

const row = (name: string, value: number): Row => ({ name, value, show: milliseconds });
