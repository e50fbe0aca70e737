import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Two transactions could not both have run as if alone; they waited for each other. */
const conflicts = new Set(['40001', '40P01']);
const maxTries = 25;
const firstDelayMs = 2;
const maxDelayMs = 250;

/**
 * Runs a transaction again while it fails only because another one was quicker, each time after a longer wait:
 * exponential backoff with full jitter.
 * @param onConflict hears of each such failure
 */
export async function repeatOnConflict<T>(run: () => Promise<T>, onConflict: () => void): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      const conflict = error instanceof pg.DatabaseError && conflicts.has(error.code ?? '');
      if (!conflict || tries === maxTries) throw error;
      onConflict();
      await delay(Math.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** tries));
    }
  }
}
