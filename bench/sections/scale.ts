import path from 'node:path';
import type { Costs, ScaleMethods } from '../engine/scale-main.ts';
import { BenchChild } from '../support/child.ts';
import { exactTimes, figuresTable, microseconds, milliseconds, rowsTable } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import { seedState } from '../support/seeded-state.ts';
import type { Section, SectionResult } from '../support/section.ts';
import { median, quantile } from '../support/statistics.ts';

const sizes = [1_000, 10_000, 100_000];
const rounds = 20;
const singlyPerRound = 10;
const groupsPerRound = 1;
/** Pending in each store, whatever its size: enough for all rounds and to warm up. */
const neededPending = 64 * groupsPerRound + singlyPerRound;

export const scale: Section = {
  name: 'scale',
  title: 'One transition and one decision beside what is stored',
  run: () =>
    withScratch(async (folder) => {
      const children: { size: number; child: BenchChild<ScaleMethods>; costs: Costs[] }[] = [];
      try {
        for (const size of sizes) {
          const stateDir = path.join(folder, String(size));
          const subtasks = size + (rounds + 2) * neededPending;
          const completed = size / 2;
          await seedState(stateDir, {
            subtasks: Math.ceil(subtasks / 4) * 4,
            completed,
            toolRuns: 2,
            exclusive: false,
          });
          const child = new BenchChild<ScaleMethods>(import.meta.resolve('../engine/scale-main.ts'));
          children.push({ size, child, costs: [] });
          await child.call('open', stateDir, completed + 1);
          await child.call('round', singlyPerRound, groupsPerRound);
          await child.call('round', singlyPerRound, groupsPerRound);
        }
        for (let round = 0; round < rounds; round++) {
          for (const { child, costs } of children) {
            costs.push(await child.call('round', singlyPerRound, groupsPerRound));
          }
        }
        return report(children);
      } finally {
        for (const { child } of children) await child.kill();
      }
    }),
};

const all = (costs: readonly Costs[], of: keyof Costs) => costs.flatMap((cost) => cost[of]);

function report(measured: readonly { size: number; costs: readonly Costs[] }[]): SectionResult {
  const lines = measured.map(({ size, costs }) => [
    size.toLocaleString('en'),
    microseconds(median(all(costs, 'singly'))),
    microseconds(median(all(costs, 'inGroups'))),
    microseconds(median(all(costs, 'cpuInGroups'))),
    microseconds(median(all(costs, 'decisions'))),
    microseconds(quantile(all(costs, 'decisions'), 0.99)),
  ]);
  const head = ['subtasks stored', 'singly', 'by 64', 'its processor time', 'decision, p50', 'decision, p99'];
  const growth = (of: keyof Costs) =>
    median(all(measured.at(-1)!.costs, of)) / median(all(measured[0]!.costs, of));
  const bar = { kind: 'at most', value: 1.2 } as const;
  const bars = rowsTable('bars, largest beside smallest', [
    { name: 'singly', value: growth('singly'), show: exactTimes, bar },
    { name: 'by 64', value: growth('inGroups'), show: exactTimes, bar },
    { name: 'processor time of one', value: growth('cpuInGroups'), show: exactTimes, bar },
    {
      name: 'decision after an event, p99, largest',
      value: quantile(all(measured.at(-1)!.costs, 'decisions'), 0.99),
      show: milliseconds,
      bar: { kind: 'below', value: 5 },
    },
  ]);
  return { text: `${figuresTable(head, lines)}\n${bars.text}`, broken: bars.broken };
}
