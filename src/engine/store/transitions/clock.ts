import type { Reader, Tx } from '../store.ts';

/** The latest moment that the state knows of, more or less: the last attempt's; null: there was none. */
export async function lastRecordedTime(db: Reader): Promise<number | null> {
  const last = await db
    .selectFrom('attempts')
    .select(['started_at', 'finished_at'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last ? Math.max(last.started_at, last.finished_at ?? 0) : null;
}

/**
 * The clock was put back: what waits for it waits as long as it was meant to, and not until the old time comes again.
 * @param clock `now` is what it says now, `backMs` how far back it went
 */
export async function shiftWaits(tx: Tx, { now, backMs }: { now: number; backMs: number }): Promise<void> {
  for (const table of ['jobs', 'subtasks', 'provider_limits'] as const) {
    await tx
      .updateTable(table)
      .set((eb) => ({ not_before: eb('not_before', '-', backMs) }))
      .where('not_before', '>', now)
      .execute();
  }
  await tx
    .updateTable('jobs')
    .set((eb) => ({ submission_not_before: eb('submission_not_before', '-', backMs) }))
    .where('submission_not_before', '>', now)
    .execute();
  await tx
    .updateTable('provider_limits')
    .set((eb) => ({ limited_at: eb('limited_at', '-', backMs) }))
    .where('limited_at', '>', now)
    .execute();
}
