import type { AssayError, ErrorClass } from './errors.ts';

/** Milliseconds. The wait before the second try is up to `baseDelayMs`; it doubles with each try, to `maxDelayMs`. */
export interface Backoff {
  baseDelayMs: number;
  maxDelayMs: number;
}

export interface RetryRule extends Backoff {
  /** Tries in all, the first included; 1 means no retry. */
  maxAttempts: number;
}

/**
 * What is tried again by itself; anything can be retried by hand. A rate limit has no number of tries: it spends none.
 * What was cancelled has no rule: who cancels means it.
 */
export type RetryPolicies = {
  readonly [C in Exclude<ErrorClass, 'rate_limited' | 'cancelled'>]: Readonly<RetryRule>;
} & { readonly rate_limited: Readonly<Backoff> };

/** The delays are those of whoever sets a number of tries. */
const never: RetryRule = { maxAttempts: 1, baseDelayMs: 2_000, maxDelayMs: 120_000 };

export const defaultRetryPolicies: RetryPolicies = {
  transient: { maxAttempts: 4, baseDelayMs: 2_000, maxDelayMs: 120_000 },
  rate_limited: { baseDelayMs: 5_000, maxDelayMs: 300_000 },
  truncated: { maxAttempts: 2, baseDelayMs: 0, maxDelayMs: 0 },
  invalid_output: { maxAttempts: 2, baseDelayMs: 0, maxDelayMs: 0 },
  build_failed: never,
  unhealthy: never,
  tool_failed: never,
  timeout: { maxAttempts: 2, baseDelayMs: 1_000, maxDelayMs: 30_000 },
  budget: never,
  auth: never,
  misconfigured: never,
  bug: never,
};

/** Interrupted this often in a row, without getting to an end: a crash loop, not tried again. */
export const maxInterruptions = 3;

/** Whether an attempt that ended so counts among the tries. A rate limit is the provider's, not the app's. */
export const spendsAttempt = (errorClass: ErrorClass): boolean => errorClass !== 'rate_limited';

/** Whether anything that ends so is tried again by itself. */
export function isRetried(policies: RetryPolicies, errorClass: ErrorClass): boolean {
  if (errorClass === 'cancelled') return false;
  return errorClass === 'rate_limited' || policies[errorClass].maxAttempts > 1;
}

/**
 * When to try again after the attempt that just failed.
 * @param tries of those that count, that attempt included
 * @param rateLimits in a row, that attempt included
 * @param random in [0, 1)
 * @returns milliseconds from now; null: it stays failed
 */
export function retryDelayMs(
  policies: RetryPolicies,
  error: Pick<AssayError, 'errorClass' | 'retryAfterMs'>,
  { tries, rateLimits }: { tries: number; rateLimits: number },
  random: number,
): number | null {
  const { errorClass, retryAfterMs } = error;
  if (errorClass === 'cancelled') return null;
  if (errorClass === 'rate_limited') {
    return retryAfterMs ?? backoffMs(policies.rate_limited, rateLimits, random);
  }
  const rule = policies[errorClass];
  if (tries >= rule.maxAttempts) return null;
  return retryAfterMs ?? backoffMs(rule, tries, random);
}

/**
 * Exponential backoff with full jitter (Brooker, AWS Architecture Blog, 2015).
 * @param failures in a row, from 1
 */
export function backoffMs(rule: Backoff, failures: number, random: number): number {
  const ceiling = Math.min(rule.maxDelayMs, rule.baseDelayMs * 2 ** Math.max(0, failures - 1));
  return Math.floor(random * ceiling);
}
