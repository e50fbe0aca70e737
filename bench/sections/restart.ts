import { chmod } from 'node:fs/promises';
import { contestantNames } from '../durable/contestant.ts';
import type { ContestantName } from '../durable/contestant.ts';
import { enter, fill, openField } from '../durable/field.ts';
import type { Entrant } from '../durable/field.ts';
import { figuresTable, milliseconds, rowsTable, times } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section, SectionResult } from '../support/section.ts';
import { median } from '../support/statistics.ts';

const stored = 100_000;
const rounds = 5;
const entering = contestantNames.filter((name) => name !== 'assay-claim' && name !== 'assay-turn');

/** Milliseconds of one start: of the server, where there is one, and of the client up to its first claim. */
interface Start {
  server: number;
  client: number;
}

export const restart: Section = {
  name: 'restart',
  title: `From a crash to scheduling again, ${stored.toLocaleString('en')} subtasks or jobs stored`,
  run: () =>
    withScratch(async (folder) => {
      await chmod(folder, 0o755);
      const field = await openField(folder, entering);
      try {
        const starts = new Map<ContestantName, Start[]>();
        for (const entrant of field.entrants) {
          await fill(entrant, stored);
          await workAndCrash(entrant);
          starts.set(entrant.name, []);
        }
        for (let round = 0; round < rounds; round++) {
          for (const entrant of field.entrants) starts.get(entrant.name)!.push(await startAndCrash(entrant));
        }
        return report(starts, field.absent);
      } finally {
        await field.close();
      }
    }),
};

/** Some of the work is done, then everything is gone at once. */
async function workAndCrash(entrant: Entrant): Promise<void> {
  const child = await enter(entrant);
  await child.call('open');
  await child.call('work');
  await child.kill();
}

async function startAndCrash(entrant: Entrant): Promise<Start> {
  await entrant.server?.kill();
  const server = (await entrant.server?.start()) ?? 0;
  const child = await enter(entrant);
  const client = await child.call('start');
  await child.kill();
  return { server, client };
}

function report(
  starts: ReadonlyMap<ContestantName, readonly Start[]>,
  absent: ReadonlyMap<ContestantName, string>,
): SectionResult {
  const whole = (name: ContestantName) => {
    const of = starts.get(name);
    return of ? median(of.map(({ server, client }) => server + client)) : null;
  };
  const ours = whole('assay')!;
  const lines = entering.map((name) => {
    const of = starts.get(name);
    if (!of) return [name, ...Array<string>(4).fill('not measured')];
    return [
      name,
      milliseconds(median(of.map(({ server }) => server))),
      milliseconds(median(of.map(({ client }) => client))),
      milliseconds(whole(name)!),
      times(whole(name)! / ours),
    ];
  });
  const rows: Row[] = [
    { name: 'assay', value: ours, show: milliseconds, bar: { kind: 'below', value: 1_000 } },
  ];
  for (const name of ['bullmq', 'graphile-worker', 'pg-boss'] as const) {
    const other = whole(name);
    const note = absent.get(name);
    rows.push({
      name: `quicker than ${name}`,
      value: other === null ? null : other / ours,
      show: times,
      bar: { kind: 'at least', value: 1 },
      ...(note ? { note } : {}),
    });
  }
  const bars = rowsTable('bars', rows);
  const head = [`median of ${rounds}`, 'server answers', 'first claim', 'together', 'of ours'];
  return { text: `${figuresTable(head, lines)}\n${bars.text}`, broken: bars.broken };
}
