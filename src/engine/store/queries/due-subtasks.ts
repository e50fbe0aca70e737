import type { Reader } from '../store.ts';

/**
 * Pending and due, in the pipeline's order.
 * @returns ids, at most `limit`
 */
export async function readDueSubtasks(
  db: Reader,
  pipelineId: number,
  exclusive: 0 | 1,
  limit: number,
  now: number,
): Promise<number[]> {
  const pending = db
    .selectFrom('subtasks')
    .select('id')
    .where('pipeline_id', '=', pipelineId)
    .where('status', '=', 'pending')
    .where('exclusive', '=', exclusive)
    .limit(limit);
  // Each half in the index's own order: however many wait for the clock, they are not looked at.
  const fresh = pending.where('not_before', '=', 0).orderBy('id');
  const again = pending
    .where('not_before', '>', 0)
    .where('not_before', '<=', now)
    .orderBy('not_before')
    .orderBy('id');
  const rows = await db
    .selectFrom(fresh.as('fresh'))
    .selectAll()
    .unionAll(db.selectFrom(again.as('again')).selectAll())
    .execute();
  return rows
    .map(({ id }) => id)
    .sort((one, other) => one - other)
    .slice(0, limit);
}
