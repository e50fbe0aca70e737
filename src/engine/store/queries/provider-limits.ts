import type { ProviderLimit } from '../../domain/provider-width.ts';
import type { Reader } from '../store.ts';

/** By provider; those that have not limited us are not there. */
export async function readProviderLimits(db: Reader): Promise<ReadonlyMap<string, ProviderLimit>> {
  const rows = await db.selectFrom('provider_limits').selectAll().execute();
  return new Map(
    rows.map((row) => [
      row.provider,
      {
        width: row.width,
        successes: row.successes,
        notBefore: row.not_before,
        limitedAt: row.limited_at,
        limits: row.limits,
      },
    ]),
  );
}
