import { chmod } from 'node:fs/promises';
import type { ContestantName } from '../durable/contestant.ts';
import { contestantNames } from '../durable/contestant.ts';
import { enter, fill, openField } from '../durable/field.ts';
import type { Entrant } from '../durable/field.ts';
import type { ContestantMethods } from '../durable/main.ts';
import type { BenchChild } from '../support/child.ts';
import { figuresTable, milliseconds, perSecond, rowsTable, times } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section, SectionResult } from '../support/section.ts';
import { median, quantile, sum } from '../support/statistics.ts';

const rounds = 7;
const singlyPerRound = 400;
const groupsPerRound = 20;
const groupSize = 64;
/** Enough for all rounds and the one to warm up, with some left. */
const pending = (rounds + 2) * (singlyPerRound + groupsPerRound * groupSize);

/** What one contestant took, in milliseconds, by round. */
interface Measured {
  singly: number[][];
  inGroups: number[][];
}

export const transitions: Section = {
  name: 'transitions',
  title: 'Durable transitions',
  run: () =>
    withScratch(async (folder) => {
      await chmod(folder, 0o755);
      const field = await openField(folder);
      try {
        return report(await race(field.entrants), field.absent);
      } finally {
        await field.close();
      }
    }),
};

/** All take turns, so that what else the machine does meets all alike. */
async function race(entrants: readonly Entrant[]): Promise<Map<ContestantName, Measured>> {
  const children: { name: ContestantName; child: BenchChild<ContestantMethods>; measured: Measured }[] = [];
  try {
    for (const entrant of entrants) {
      await fill(entrant, pending);
      const child = await enter(entrant);
      children.push({ name: entrant.name, child, measured: { singly: [], inGroups: [] } });
      await child.call('open');
      await child.call('singly', singlyPerRound);
      await child.call('inGroups', groupsPerRound, groupSize);
    }
    for (let round = 0; round < rounds; round++) {
      for (const { child, measured } of children) {
        measured.singly.push(await child.call('singly', singlyPerRound));
        measured.inGroups.push(await child.call('inGroups', groupsPerRound, groupSize));
      }
    }
    return new Map(children.map(({ name, measured }) => [name, measured]));
  } finally {
    for (const { child } of children) await child.kill();
  }
}

const rate = (took: readonly number[], size: number) => (took.length * size * 1000) / sum(took);
const singlyRate = ({ singly }: Measured) => median(singly.map((took) => rate(took, 1)));
const groupRate = ({ inGroups }: Measured) => median(inGroups.map((took) => rate(took, groupSize)));

function report(
  all: ReadonlyMap<ContestantName, Measured>,
  absent: ReadonlyMap<ContestantName, string>,
): SectionResult {
  const ours = all.get('assay')!;
  const lines = contestantNames.map((name) => {
    const measured = all.get(name);
    if (!measured) return [name, ...Array<string>(8).fill('not measured')];
    const singly = measured.singly.flat();
    const groups = measured.inGroups.flat();
    return [
      name,
      perSecond(singlyRate(measured)),
      times(singlyRate(ours) / singlyRate(measured)),
      milliseconds(quantile(singly, 0.5)),
      milliseconds(quantile(singly, 0.99)),
      perSecond(groupRate(measured)),
      times(groupRate(ours) / groupRate(measured)),
      milliseconds(quantile(groups, 0.5)),
      milliseconds(quantile(groups, 0.99)),
    ];
  });
  const head = [
    `median of ${rounds} rounds`,
    'singly',
    'assay is',
    'p50',
    'p99',
    `by ${groupSize}`,
    'assay is',
    'p50',
    'p99',
  ];
  const bars = rowsTable('bars', barRows(ours, all, absent));
  return { text: `${figuresTable(head, lines)}\n${bars.text}`, broken: bars.broken };
}

function barRows(
  ours: Measured,
  all: ReadonlyMap<ContestantName, Measured>,
  absent: ReadonlyMap<ContestantName, string>,
): Row[] {
  const rows: Row[] = [
    { name: 'singly', value: singlyRate(ours), show: perSecond, bar: { kind: 'at least', value: 2_500 } },
    {
      name: `in groups of ${groupSize}`,
      value: groupRate(ours),
      show: perSecond,
      bar: { kind: 'at least', value: 10_000 },
    },
    {
      name: 'one transition, p99',
      value: quantile(ours.singly.flat(), 0.99),
      show: milliseconds,
      bar: { kind: 'below', value: 5 },
    },
  ];
  const least: [ContestantName, number, number][] = [
    ['better-sqlite3', 0.3, 0.15],
    ['bullmq', 1, 1],
    ['graphile-worker', 1, 1],
    ['pg-boss', 1, 1],
  ];
  for (const [name, singly, grouped] of least) {
    const other = all.get(name);
    const note = absent.get(name);
    const row = (what: string, ratio: number | null, bar: number): Row => ({
      name: `${what} beside ${name}`,
      value: ratio,
      show: times,
      bar: { kind: 'at least', value: bar },
      ...(note ? { note } : {}),
    });
    rows.push(row('singly', other ? singlyRate(ours) / singlyRate(other) : null, singly));
    rows.push(row('in groups', other ? groupRate(ours) / groupRate(other) : null, grouped));
    if (name === 'better-sqlite3') continue;
    const p99 = (of: Measured) => quantile(of.singly.flat(), 0.99);
    rows.push(row('p99 the other way round', other ? p99(other) / p99(ours) : null, 1));
  }
  return rows;
}
