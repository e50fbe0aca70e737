/** The process of one engine that runs everything that is pending, with executors that take no time. */
import type { Configuration } from '../../src/engine/domain/configuration.ts';
import { SchedulerBench } from '../../test/support/scheduler-bench.ts';
import { ScriptedExecutors } from '../../test/support/scripted-executors.ts';
import { serve } from '../support/child.ts';
import { watchLoopTurns } from './loop-turns.ts';
import type { LoopTurns } from './loop-turns.ts';

const methods = {
  async run(
    stateDir: string,
    subtasks: number,
    settings: Partial<Configuration>,
  ): Promise<LoopTurns & { tookMs: number }> {
    const executors = new ScriptedExecutors();
    const allStarted = new Promise<void>((resolve) => {
      executors.onAnalyze = () => {
        if (executors.analysed.length >= subtasks) resolve();
      };
    });
    const startedAt = performance.now();
    const bench = await SchedulerBench.open(stateDir, { executors, settings });
    const stop = watchLoopTurns();
    await allStarted;
    const { status } = await bench.settled(1);
    const turns = stop();
    const tookMs = performance.now() - startedAt;
    await bench.close();
    if (status !== 'completed') throw new Error(`The pipeline ended as ${status}.`);
    return { ...turns, tookMs };
  },
};
export type RunMethods = typeof methods;

serve(methods);
