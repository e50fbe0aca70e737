import type { Capabilities } from '../../domain/capabilities.ts';
import { isLocalProvider, meets } from '../../domain/capabilities.ts';
import type { DueJob, ProviderView } from '../../planner/job-shares.ts';
import type { Reader } from '../store.ts';

/**
 * Pending and due, in the pipeline's order. Each provider is asked for by itself, and only for as many as it has room
 * for: however many wait for one, those of others are found behind them at once.
 * @returns of each provider at most twice what it has room for
 */
export async function readDueJobs(
  db: Reader,
  pipeline: { id: number; providers: readonly string[] },
  {
    capabilities,
    providers,
    workers,
    now,
  }: {
    capabilities: Capabilities;
    providers: ReadonlyMap<string, ProviderView>;
    workers: number;
    now: number;
  },
): Promise<DueJob[]> {
  const due: (DueJob & { ordinal: number })[] = [];
  for (const provider of pipeline.providers) {
    const { running, places } = providers.get(provider) ?? { running: 0, places: workers };
    const room = Math.min(workers, places - running);
    if (room <= 0 || !meets({ provider }, capabilities).ok) continue;
    const pending = db
      .selectFrom('jobs')
      .select(['id', 'ordinal'])
      .where('pipeline_id', '=', pipeline.id)
      .where('status', '=', 'pending')
      .where('provider', '=', provider)
      .limit(room);
    // Each half in the index's own order: however many wait for the clock, they are not looked at.
    const fresh = pending.where('not_before', '=', 0).orderBy('ordinal');
    const again = pending
      .where('not_before', '>', 0)
      .where('not_before', '<=', now)
      .orderBy('not_before')
      .orderBy('ordinal');
    const rows = await db
      .selectFrom(fresh.as('fresh'))
      .selectAll()
      .unionAll(db.selectFrom(again.as('again')).selectAll())
      .execute();
    const local = isLocalProvider(provider);
    for (const row of rows) due.push({ ...row, provider, local });
  }
  return due.sort((one, other) => one.ordinal - other.ordinal);
}
