import type { AssayError } from '../../domain/errors.ts';
import { afterRateLimit, afterSuccess, placesOf } from '../../domain/provider-width.ts';
import type { EndedAttempt, ProviderLimit } from '../../domain/provider-width.ts';
import { readConfiguration } from '../queries/configurations.ts';
import { readProviderLimits } from '../queries/provider-limits.ts';
import type { AttemptRow } from '../schema.ts';
import type { Tx } from '../store.ts';

/** An attempt at a job of the provider met its rate limit. In the transaction that ends the attempt, after its end. */
export async function shrinkProvider(
  tx: Tx,
  provider: string,
  attempt: AttemptRow,
  { retryAfterMs }: AssayError,
  { now, random }: { now: number; random: number },
): Promise<void> {
  const limit = (await readProviderLimits(tx)).get(provider) ?? null;
  const others = await tx
    .selectFrom('jobs')
    .select('id')
    .where('status', '=', 'running')
    .where('provider', '=', provider)
    .execute();
  const { 'retry.policies': policies } = await readConfiguration(tx, attempt.configuration_id);
  const ended = { startedAt: attempt.started_at, now, running: others.length + 1, retryAfterMs };
  await writeLimit(tx, provider, afterRateLimit(limit, ended, policies.rate_limited, random));
}

/** A job of the provider succeeded. In the transaction that ends the attempt. */
export async function growProvider(tx: Tx, provider: string, attempt: EndedAttempt): Promise<void> {
  const limit = (await readProviderLimits(tx)).get(provider);
  if (!limit) return;
  const grown = afterSuccess(limit, attempt);
  if (grown) await writeLimit(tx, provider, grown);
  else await tx.deleteFrom('provider_limits').where('provider', '=', provider).execute();
}

async function writeLimit(tx: Tx, provider: string, limit: ProviderLimit): Promise<void> {
  const values = {
    width: limit.width,
    successes: limit.successes,
    not_before: limit.notBefore,
    limited_at: limit.limitedAt,
    limits: limit.limits,
  };
  await tx
    .insertInto('provider_limits')
    .values({ provider, ...values })
    .onConflict((conflict) => conflict.column('provider').doUpdateSet(values))
    .execute();
}

/**
 * Of jobs that are about to start, those whose provider has room for them: it may have limited us since they were chosen.
 * @param ids of pending jobs, the first one first
 */
export async function withRoom(tx: Tx, ids: readonly number[], now: number): Promise<number[]> {
  const limits = await readProviderLimits(tx);
  if (limits.size === 0) return [...ids];
  const jobs = await tx
    .selectFrom('jobs')
    .select(['id', 'provider', 'status'])
    .where((eb) => eb.or([eb('status', '=', 'running'), eb('id', 'in', ids)]))
    .execute();
  const running = new Map<string, number>();
  const start = ({ provider }: { provider: string }) =>
    running.set(provider, (running.get(provider) ?? 0) + 1);
  for (const job of jobs) if (job.status === 'running') start(job);
  return ids.filter((id) => {
    const job = jobs.find((other) => other.id === id);
    if (!job || (running.get(job.provider) ?? 0) >= placesOf(limits.get(job.provider) ?? null, now))
      return false;
    start(job);
    return true;
  });
}
