import type { Event } from './event.ts';
import { unlessAborted } from './unless-aborted.ts';

/**
 * Looks at once, and again after each event, until there is what is waited for.
 * @param look null: not yet
 * @throws the signal's reason; what `look` throws
 */
export async function untilSeen<T>(
  event: Event<unknown>,
  signal: AbortSignal,
  look: () => T | null | Promise<T | null>,
): Promise<T> {
  let changed = Promise.withResolvers<void>();
  const subscription = event(() => changed.resolve());
  try {
    for (;;) {
      signal.throwIfAborted();
      // Made before the look, so that no change falls between the two.
      changed = Promise.withResolvers<void>();
      const seen = await look();
      if (seen !== null) return seen;
      await unlessAborted(changed.promise, signal);
    }
  } finally {
    subscription.dispose();
  }
}
