import { settingDefinitions } from './configuration.ts';
import { backoffMs } from './retry-policy.ts';
import type { Backoff } from './retry-policy.ts';

/**
 * What a provider that has limited us lets us do: additive increase, multiplicative decrease, as TCP does it (Jacobson,
 * 1988). A provider that has not, or has let go of us since, has none.
 */
export interface ProviderLimit {
  /** How many of its jobs may run at the same time; from 1 up to, not including, `fullWidth`. */
  width: number;
  /** Since the width changed. */
  successes: number;
  /** None of its jobs starts before, epoch milliseconds; 0: at once. */
  notBefore: number;
  /** When its width shrank last. */
  limitedAt: number;
  /** How often it shrank in a row, without a success in between. */
  limits: number;
}

/** As wide as all jobs together can be: no limit any more. */
export const fullWidth: number = settingDefinitions['generation.maxWorkers'].maximum;

/** An attempt that ended now. Epoch milliseconds. */
export interface EndedAttempt {
  startedAt: number;
  now: number;
}

/** Until when none of its jobs starts; null: they may. A clock that was set back makes nobody wait. */
export function blockedUntil(limit: ProviderLimit | null, now: number): number | null {
  return limit && limit.notBefore > now && limit.limitedAt <= now ? limit.notBefore : null;
}

/** How many of its jobs may run at the same time now. */
export function placesOf(limit: ProviderLimit | null, now: number): number {
  if (limit === null) return Number.POSITIVE_INFINITY;
  return blockedUntil(limit, now) === null ? limit.width : 0;
}

/**
 * The provider said that it gets too much: half of what was under way is enough. What began before the width shrank the
 * last time tells nothing new, so the many refusals of one moment halve it once.
 * @param running jobs of that provider, the one that ended included
 * @param retryAfterMs what the provider asked for; null: it did not say
 * @param random in [0, 1), for the wait where it did not say
 */
export function afterRateLimit(
  limit: ProviderLimit | null,
  attempt: EndedAttempt & { running: number; retryAfterMs: number | null },
  backoff: Backoff,
  random: number,
): ProviderLimit {
  const { now, running, retryAfterMs } = attempt;
  const until = blockedUntil(limit, now) ?? 0;
  if (limit && beganBefore(limit, attempt)) {
    return { ...limit, notBefore: Math.max(until, now + (retryAfterMs ?? 0)) };
  }
  const limits = (limit?.limits ?? 0) + 1;
  const wait = retryAfterMs ?? backoffMs(backoff, limits, random);
  return {
    width: Math.max(1, Math.floor(Math.min(limit?.width ?? running, running) / 2)),
    successes: 0,
    notBefore: Math.max(until, now + wait),
    limitedAt: now,
    limits,
  };
}

/** A job of it succeeded: after as many as are its width it gets one wider. @returns null once that is full */
export function afterSuccess(limit: ProviderLimit, attempt: EndedAttempt): ProviderLimit | null {
  if (beganBefore(limit, attempt)) return limit;
  const successes = limit.successes + 1;
  if (successes < limit.width) return { ...limit, successes, limits: 0 };
  const width = limit.width + 1;
  return width >= fullWidth ? null : { ...limit, width, successes: 0, limits: 0 };
}

function beganBefore(limit: ProviderLimit, { startedAt, now }: EndedAttempt): boolean {
  return startedAt <= limit.limitedAt && limit.limitedAt <= now;
}
