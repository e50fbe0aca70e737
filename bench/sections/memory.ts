import path from 'node:path';
import type { Memory, MemoryMethods } from '../engine/memory-main.ts';
import { BenchChild } from '../support/child.ts';
import { figuresTable, megabytes, milliseconds } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import { seedState } from '../support/seeded-state.ts';
import type { Section } from '../support/section.ts';

const states = [
  { subtasks: 4, toolRuns: 0 },
  { subtasks: 100_000, toolRuns: 0 },
  { subtasks: 100_000, toolRuns: 5 },
];

export const memory: Section = {
  name: 'memory',
  title: 'Memory of an open store',
  run: () =>
    withScratch(async (folder) => {
      const lines: string[][] = [];
      for (const [index, { subtasks, toolRuns }] of states.entries()) {
        const stateDir = path.join(folder, String(index));
        await seedState(stateDir, { subtasks, completed: subtasks, toolRuns, exclusive: true });
        const measured = await measure(stateDir);
        lines.push([
          `${subtasks.toLocaleString('en')} subtasks with ${toolRuns} tool runs each`,
          megabytes(measured.resident),
          megabytes(measured.heap),
          megabytes(measured.outside),
          milliseconds(measured.openMs),
        ]);
      }
      const head = ['stored', 'resident', 'heap', 'outside of it', 'to open'];
      return { text: figuresTable(head, lines), broken: 0 };
    }),
};

async function measure(stateDir: string): Promise<Memory> {
  const child = new BenchChild<MemoryMethods>(import.meta.resolve('../engine/memory-main.ts'), [
    '--expose-gc',
  ]);
  try {
    return await child.call('measure', stateDir);
  } finally {
    await child.kill();
  }
}
