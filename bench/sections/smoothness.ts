import path from 'node:path';
import type { Configuration } from '../../src/engine/domain/configuration.ts';
import type { RunMethods } from '../engine/run-main.ts';
import { BenchChild } from '../support/child.ts';
import { milliseconds, perSecond, rowsTable } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import { seedState } from '../support/seeded-state.ts';
import type { Section } from '../support/section.ts';
import { quantile } from '../support/statistics.ts';

const subtasks = 10_000;

const widest: Partial<Configuration> = { 'analysis.maxConcurrent': 64, 'analysis.maxWorkers': 64 };

export const smoothness: Section = {
  name: 'smoothness',
  title: `Own time of the engine's turns while ${subtasks.toLocaleString('en')} subtasks run that take no time`,
  run: () =>
    withScratch(async (folder) => {
      const rows = [
        ...(await measure(path.join(folder, 'default'), 'default width', {})),
        ...(await measure(path.join(folder, 'widest'), '64 at a time', widest)),
      ];
      return rowsTable('measured', rows);
    }),
};

async function measure(stateDir: string, name: string, settings: Partial<Configuration>): Promise<Row[]> {
  await seedState(stateDir, { subtasks, completed: 0, toolRuns: 0, exclusive: false, settings });
  const child = new BenchChild<RunMethods>(import.meta.resolve('../engine/run-main.ts'));
  try {
    const { own, delayP99, delayMax, tookMs } = await child.call('run', stateDir, subtasks, settings);
    const row = (what: string, value: number): Row => ({
      name: `${name}: ${what}`,
      value,
      show: milliseconds,
    });
    return [
      { ...row('own time, p99', quantile(own, 0.99)), bar: { kind: 'at most', value: 8 } },
      { ...row('own time, max', quantile(own, 1)), bar: { kind: 'at most', value: 50 } },
      row('own time, p50', quantile(own, 0.5)),
      row('timer of 1 ms by the clock, p99', delayP99),
      row('timer of 1 ms by the clock, max', delayMax),
      { name: `${name}: subtasks run`, value: (subtasks * 1000) / tookMs, show: perSecond },
    ];
  } finally {
    await child.kill();
  }
}
