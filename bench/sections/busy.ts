import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openEngine } from '../../src/engine/shared-engine.ts';
import type { ServedCall } from '../../test/support/model-server/server.ts';
import { projectRoot } from '../../test/support/project.ts';
import { startModelServer } from '../support/model-server.ts';
import type { ServerProcess } from '../support/model-server.ts';
import { milliseconds, rowsTable } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section } from '../support/section.ts';
import { median } from '../support/statistics.ts';

const templates = ['notes', 'links'];
const replicates = 25;
const width = 4;
/** Short beside the minute that models take for an app; all alike, they would end in step, and wait for each other. */
const models = { 'acme/a': 1_700, 'acme/b': 1_900, 'acme/c': 2_100, 'acme/d': 2_300 };
const jobs = Object.keys(models).length * templates.length * replicates;

type Times = Pick<ServedCall, 'startedAt' | 'endedAt'>;

export const busy: Section = {
  name: 'busy',
  title: `How busy ${jobs} jobs keep models that answer in about 2 s with a whole app, ${width} at a time`,
  run: () =>
    withScratch(async (folder) => {
      const script = path.join(folder, 'script.json');
      writeFileSync(
        script,
        JSON.stringify(Object.entries(models).map(([model, delayMs]) => ({ model, trouble: { delayMs } }))),
      );
      const server = await startModelServer('--script', script);
      try {
        await runPipeline(folder, server);
        const calls = (await (await fetch(`http://127.0.0.1:${server.port}/calls`)).json()) as ServedCall[];
        return report(calls);
      } finally {
        server.stop();
      }
    }),
};

/** Through the real engine, to the last published app. */
async function runPipeline(folder: string, { addresses }: ServerProcess): Promise<void> {
  const engine = await openEngine({
    stateDir: path.join(folder, 'state'),
    installation: {
      ...{ root: projectRoot, node: process.execPath, nodeEnv: {} },
      cacheDir: path.join(folder, 'cache'),
    },
    settings: { 'providers.openaiCompatible': { lab: { baseUrl: addresses.openai } } },
    log: () => {},
    schedule: 'all',
  });
  try {
    const file = path.join(folder, 'trial.assay.json');
    const configuration = { 'generation.maxConcurrent': width };
    const named = Object.keys(models).map((name) => `openai-compatible/lab/${name}`);
    const trial = {
      name: 'Trial',
      models: named,
      templates,
      stack: 'node-express',
      replicates,
      configuration,
    };
    writeFileSync(file, JSON.stringify(trial));
    const { pipelineId } = await engine.run({ file, mode: 'new' });
    const { status } = await engine.whenSettled(pipelineId);
    if (status !== 'completed') throw new Error(`The pipeline is ${status}.`);
  } finally {
    await engine.shutdown(0);
  }
}

function report(calls: readonly Times[]) {
  const ended = calls.map(({ endedAt }) => endedAt ?? 0);
  const whole = Math.max(...ended) - Math.min(...calls.map(({ startedAt }) => startedAt));
  const asked = calls.map(({ startedAt, endedAt }) => (endedAt ?? startedAt) - startedAt);
  const sum = asked.reduce((total, ms) => total + ms, 0);
  const share = sum / (width * whole);
  const idle = (width * whole - sum) / calls.length;
  return rowsTable('measured at the server', [
    {
      name: `share of ${width} places that are busy, first call to last`,
      value: share,
      show: (value) => `${(100 * value).toFixed(1)} %`,
      bar: { kind: 'at least', value: 0.95 },
    },
    { name: 'time without any call', value: withoutCall(calls), show: milliseconds },
    { name: 'a call, p50', value: median(asked), show: milliseconds },
    { name: 'between two calls of a place, mean', value: idle, show: milliseconds },
  ]);
}

/** Milliseconds between the first call and the last in which none was under way. */
function withoutCall(calls: readonly Times[]): number {
  let [until, idle] = [Number.POSITIVE_INFINITY, 0];
  for (const { startedAt, endedAt } of calls.toSorted((a, b) => a.startedAt - b.startedAt)) {
    idle += Math.max(0, startedAt - until);
    until = until === Number.POSITIVE_INFINITY ? endedAt! : Math.max(until, endedAt!);
  }
  return idle;
}
