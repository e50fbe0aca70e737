import { sql } from 'kysely';
import type { Reader } from '../../store.ts';
import type { Findings } from '../findings.ts';

/** Attempts are numbered without gaps, and what runs has exactly one that runs. */
export async function checkAttempts(db: Reader, findings: Findings): Promise<void> {
  findings.enter('attempts');
  const groups = await db
    .selectFrom('attempts')
    .select(({ fn }) => [
      'job_id',
      'subtask_id',
      fn.countAll<number>().as('count'),
      fn.min('number').as('first'),
      fn.max('number').as('last'),
      sql<number>`count(distinct number)`.as('different'),
      sql<number>`sum(case when status = 'running' then 1 else 0 end)`.as('running'),
    ])
    .groupBy(['job_id', 'subtask_id'])
    .execute();
  const runningAttempts = new Map<string, number>();
  for (const group of groups) {
    findings.checked.attempts += group.count;
    const owner = group.job_id === null ? `subtask ${group.subtask_id}` : `job ${group.job_id}`;
    if (group.running > 0) runningAttempts.set(owner, group.running);
    if (group.first === 1 && group.last === group.count && group.different === group.count) continue;
    findings.problem(
      owner,
      `Its ${group.count} attempts are numbered ${group.first} to ${group.last}.`,
      'An attempt, with what it cost and why it ended, is missing.',
    );
  }
  await checkRunning(db, runningAttempts, findings);
  await checkEnds(db, findings);
}

async function checkRunning(
  db: Reader,
  runningAttempts: ReadonlyMap<string, number>,
  findings: Findings,
): Promise<void> {
  const jobs = await db.selectFrom('jobs').select(['id', 'status']).execute();
  const subtasks = await db.selectFrom('subtasks').select(['id', 'status']).execute();
  findings.checked.jobs = jobs.length;
  const owners = [
    ...jobs.map(({ id, status }) => ({ owner: `job ${id}`, status })),
    ...subtasks.map(({ id, status }) => ({ owner: `subtask ${id}`, status })),
  ];
  for (const { owner, status } of owners) {
    const running = runningAttempts.get(owner) ?? 0;
    if (running === (status === 'running' ? 1 : 0)) continue;
    findings.problem(
      owner,
      `It is ${status} with ${running} running attempts.`,
      running > 0 ? 'The same work may be done twice.' : 'It waits for a result that nobody is working on.',
    );
  }
}

async function checkEnds(db: Reader, findings: Findings): Promise<void> {
  const rows = await db
    .selectFrom('attempts')
    .select(['id', 'status'])
    .where(sql<boolean>`(status = 'running') <> (finished_at is null)`)
    .orderBy('id')
    .execute();
  for (const { id, status } of rows) {
    findings.problem(
      `attempt ${id}`,
      `It is ${status} and ${status === 'running' ? 'has an' : 'has no'} end time.`,
      'How long it took is shown wrongly.',
    );
  }
}
