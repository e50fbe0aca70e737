/** `undefined`: not there, or not understood. */
type HeaderReader = (name: string) => string | null | undefined;

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * When a provider that refused a call for its rate wants to be asked again, whichever way it says so.
 * @param now epoch milliseconds
 * @returns milliseconds from now; undefined: it does not say
 */
export function retryAfterMs(header: HeaderReader, now: number): number | undefined {
  const milliseconds = number(header('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const after = header('retry-after')?.trim();
  if (after) {
    const seconds = number(after);
    const at = Date.parse(after);
    if (seconds !== undefined) return seconds * 1_000;
    if (!Number.isNaN(at)) return Math.max(0, at - now);
  }
  return resets(header, now);
}

/** Limits that a provider counts apart: only those that are used up are waited for, where it says which. */
const families: readonly { reset: string; remaining: string }[] = [
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((what) => ({
    reset: `anthropic-ratelimit-${what}-reset`,
    remaining: `anthropic-ratelimit-${what}-remaining`,
  })),
  ...['-requests', '-tokens', ''].map((what) => ({
    reset: `x-ratelimit-reset${what}`,
    remaining: `x-ratelimit-remaining${what}`,
  })),
];

function resets(header: HeaderReader, now: number): number | undefined {
  const known = families.flatMap(({ reset, remaining }) => {
    const wait = until(header(reset), now);
    return wait === undefined ? [] : [{ wait, usedUp: number(header(remaining)) === 0 }];
  });
  const usedUp = known.filter((limit) => limit.usedUp);
  const waits = (usedUp.length > 0 ? usedUp : known).map((limit) => limit.wait);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

/** As in `1700000000000` (epoch ms), `1700000000` (epoch s), `12.5` (s), `6m0s`, `20ms`, `2026-01-01T00:00:00Z`. */
function until(text: string | null | undefined, now: number): number | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  const plain = number(value);
  if (plain !== undefined) {
    if (plain > 1e11) return Math.max(0, plain - now);
    return plain > 1e9 ? Math.max(0, plain * 1_000 - now) : plain * 1_000;
  }
  if (/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(value)) {
    const parts = value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g);
    return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function number(text: string | null | undefined): number | undefined {
  return text && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
