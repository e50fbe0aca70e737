import { setTimeout as delay } from 'node:timers/promises';
import { SchedulerBench } from '../../test/support/scheduler-bench.ts';
import { ScriptedExecutors } from '../../test/support/scripted-executors.ts';
import { greedyMakespan } from '../support/greedy.ts';
import { exactTimes, milliseconds, rowsTable } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section } from '../support/section.ts';
import { median, seededRandom } from '../support/statistics.ts';

const jobs = 1_000;
const width = 32;
/** Long beside what the engine adds, as real jobs are; short beside the whole, so that the last ones weigh little. */
const shortestMs = 1_000;
const longestMs = 4_000;

export const makespan: Section = {
  name: 'makespan',
  title: `Makespan of ${jobs} jobs of ${shortestMs / 1000} to ${longestMs / 1000} s, ${width} at a time`,
  run: () =>
    withScratch(async (folder) => {
      const durations = mixedDurations();
      const greedy = greedyMakespan(durations, width);
      const { took, waits } = await realMakespan(folder, durations);
      return rowsTable('measured', [
        { name: 'greedy schedule, without overhead', value: greedy, show: milliseconds },
        { name: 'engine', value: took, show: milliseconds },
        {
          name: 'engine beside greedy',
          value: took / greedy,
          show: exactTimes,
          bar: { kind: 'at most', value: 1.01 },
        },
        { name: 'from a claim to its executor, p50', value: median(waits.toBegin), show: milliseconds },
        {
          name: 'from the end of work to its record, p50',
          value: median(waits.toRecord),
          show: milliseconds,
        },
        { name: 'from a record to the next claim, p50', value: median(waits.toNext), show: milliseconds },
      ]);
    }),
};

/** Many short, few long, as real jobs are: evenly spread on a logarithmic scale. */
function mixedDurations(): number[] {
  const random = seededRandom(1);
  return Array.from({ length: jobs }, () =>
    Math.round(shortestMs * Math.pow(longestMs / shortestMs, random())),
  );
}

/** Milliseconds in which a worker's place was not used. */
interface Waits {
  toBegin: number[];
  toRecord: number[];
  toNext: number[];
}

/** From the pipeline's creation to its end, through the real store, planner and scheduler. */
async function realMakespan(
  folder: string,
  durations: readonly number[],
): Promise<{ took: number; waits: Waits }> {
  const executors = new ScriptedExecutors();
  const executed = new Map<number, { from: number; to: number }>();
  // Templates are the matrix's outermost: their order is the jobs' order.
  executors.onGenerate = async ({ template, attemptId }) => {
    const from = Date.now();
    await delay(durations[Number(template)]);
    executed.set(attemptId, { from, to: Date.now() });
  };
  const settings = { 'generation.maxConcurrent': width, 'generation.maxWorkers': width };
  const bench = await SchedulerBench.open(folder, { executors, settings });
  try {
    const startedAt = performance.now();
    const id = await bench.createPipeline(
      { models: ['builtin/baseline'], templates: durations.map((_, index) => String(index)), services: [] },
      settings,
    );
    const { status } = await bench.settled(id);
    if (status !== 'completed') throw new Error(`The pipeline ended as ${status}.`);
    const took = performance.now() - startedAt;
    return { took, waits: await readWaits(bench, executed) };
  } finally {
    await bench.close();
  }
}

async function readWaits(
  bench: SchedulerBench,
  executed: ReadonlyMap<number, { from: number; to: number }>,
): Promise<Waits> {
  const attempts = await bench.store.read((db) =>
    db.selectFrom('attempts').select(['id', 'started_at', 'finished_at']).execute(),
  );
  const inOrder = (times: number[]) => times.sort((a, b) => a - b);
  const claims = inOrder(attempts.map((attempt) => attempt.started_at)).slice(width);
  const records = inOrder(attempts.map((attempt) => attempt.finished_at!));
  return {
    toBegin: attempts.map(({ id, started_at }) => executed.get(id)!.from - started_at),
    toRecord: attempts.map(({ id, finished_at }) => finished_at! - executed.get(id)!.to),
    toNext: claims.map((claim, index) => claim - records[index]!),
  };
}
