import { meets, providerOf } from './capabilities.ts';
import type { Capabilities } from './capabilities.ts';
import { blockedUntil } from './provider-width.ts';
import type { ProviderLimit } from './provider-width.ts';

/** Why a pending job does not start, where that is not for want of a free worker. */
export interface Waiting {
  /** `capability`: this process cannot run it; `provider`: it was asked to slow down; `retry`: it is tried again later. */
  cause: 'capability' | 'provider' | 'retry';
  /** One sentence, for people. */
  reason: string;
  /** Epoch milliseconds; null: nobody knows. */
  until: number | null;
}

export interface PendingJob {
  status: string;
  model: string;
  not_before: number;
}

/** @returns null for what does not wait, or only for a free worker */
export function whyWaiting(
  job: PendingJob,
  capabilities: Capabilities,
  limits: ReadonlyMap<string, ProviderLimit>,
  now: number,
): Waiting | null {
  if (job.status !== 'pending') return null;
  const provider = providerOf(job.model);
  const met = meets({ provider }, capabilities);
  if (!met.ok) return { cause: 'capability', reason: met.reason, until: null };
  const blocked = blockedUntil(limits.get(provider) ?? null, now);
  if (blocked !== null && blocked >= job.not_before) {
    return { cause: 'provider', reason: `Waits until ${provider} takes requests again.`, until: blocked };
  }
  if (job.not_before <= now) return null;
  return { cause: 'retry', reason: 'Waits to be tried again.', until: job.not_before };
}
