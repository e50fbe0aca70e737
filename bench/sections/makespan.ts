import { setTimeout as delay } from 'node:timers/promises';
import { SchedulerBench } from '../../test/support/scheduler-bench.ts';
import { ScriptedExecutors } from '../../test/support/scripted-executors.ts';
import { greedyMakespan } from '../support/greedy.ts';
import { exactTimes, milliseconds, rowsTable } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section } from '../support/section.ts';
import { seededRandom } from '../support/statistics.ts';

const jobs = 1_000;
/** The most that the settings allow, so that long jobs take little of the bench's time. */
const width = 64;
const shortestMs = 500;
const longestMs = 10_000;

export const makespan: Section = {
  name: 'makespan',
  title: `Makespan of ${jobs} jobs of ${shortestMs / 1000} to ${longestMs / 1000} s, ${width} at a time`,
  run: () =>
    withScratch(async (folder) => {
      const durations = mixedDurations();
      const greedy = greedyMakespan(durations, width);
      const took = await realMakespan(folder, durations);
      return rowsTable('measured', [
        { name: 'greedy schedule, without overhead', value: greedy, show: milliseconds },
        { name: 'engine', value: took, show: milliseconds },
        {
          name: 'engine beside greedy',
          value: took / greedy,
          show: exactTimes,
          bar: { kind: 'at most', value: 1.01 },
        },
        {
          name: 'overhead of one job',
          value: ((took - greedy) * width) / jobs,
          show: milliseconds,
        },
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

/** From the pipeline's creation to its end, through the real store, planner and scheduler. */
async function realMakespan(folder: string, durations: readonly number[]): Promise<number> {
  const executors = new ScriptedExecutors();
  // Templates are the matrix's outermost: their order is the jobs' order.
  executors.onGenerate = ({ template }) => delay(durations[Number(template)]);
  const settings = { 'generation.maxConcurrent': width, 'generation.maxWorkers': width };
  const bench = await SchedulerBench.open(folder, { executors, settings });
  try {
    const startedAt = performance.now();
    const id = await bench.createPipeline(
      { models: ['bench/model'], templates: durations.map((_, index) => String(index)), services: [] },
      settings,
    );
    const { status } = await bench.settled(id);
    if (status !== 'completed') throw new Error(`The pipeline ended as ${status}.`);
    return performance.now() - startedAt;
  } finally {
    await bench.close();
  }
}
