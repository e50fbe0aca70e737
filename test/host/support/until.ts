import { setImmediate as turn } from 'node:timers/promises';

/** Waits until a condition holds. The test's own timeout ends the waiting. */
export async function until<T>(condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const value = await condition();
    if (value) return value;
    await turn();
  }
}
