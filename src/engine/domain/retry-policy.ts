import type { ErrorClass } from './errors.ts';

export interface RetryRule {
  /** Tries in all, the first included; 1 means no retry. */
  maxAttempts: number;
  /** Backoff before the second try; doubles with each. */
  baseDelayMs: number;
  maxDelayMs: number;
}

const never: RetryRule = { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0 };

/** What is tried again by itself. Anything can be retried by hand. */
export const retryPolicy: Readonly<Record<ErrorClass, RetryRule>> = {
  transient: { maxAttempts: 4, baseDelayMs: 2_000, maxDelayMs: 120_000 },
  rate_limited: { maxAttempts: Number.MAX_SAFE_INTEGER, baseDelayMs: 5_000, maxDelayMs: 300_000 },
  truncated: { maxAttempts: 2, baseDelayMs: 0, maxDelayMs: 0 },
  invalid_output: { maxAttempts: 2, baseDelayMs: 0, maxDelayMs: 0 },
  build_failed: never,
  unhealthy: never,
  tool_failed: never,
  timeout: { maxAttempts: 2, baseDelayMs: 1_000, maxDelayMs: 30_000 },
  budget: never,
  auth: never,
  cancelled: never,
  bug: never,
};

/** Interrupted this often in a row, without getting to an end: a crash loop, not tried again. */
export const maxInterruptions = 3;

/**
 * When to try again after the attempt that just failed.
 * @param attempts tries made so far, of those that count (rate-limited ones do not)
 * @param random in [0, 1): exponential backoff with full jitter (Brooker, AWS Architecture Blog, 2015)
 * @returns milliseconds from now; null: it stays failed
 */
export function retryDelayMs(errorClass: ErrorClass, attempts: number, random: number): number | null {
  const rule = retryPolicy[errorClass];
  if (attempts >= rule.maxAttempts) return null;
  const ceiling = Math.min(rule.maxDelayMs, rule.baseDelayMs * 2 ** Math.max(0, attempts - 1));
  return Math.floor(random * ceiling);
}
