import { readFileSync, readdirSync } from 'node:fs';

/** Carries a value of its own for each supervised command; all that it starts inherits it. */
export const markVariable = 'ASSAY_SUPERVISED';

/** So often it looks again for what was started while it looked. */
const maxLooks = 10;

/**
 * Ends all processes that carry a mark in their environment, whatever group or session they have moved to and whoever
 * adopted them, but this one. A process that was given another environment is not found. Linux only: elsewhere the
 * environments of others cannot be read.
 */
export function endMarked(mark: string): void {
  if (process.platform !== 'linux') return;
  const entry = Buffer.from(`${markVariable}=${mark}\0`);
  for (let look = 0; look < maxLooks; look++) {
    const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && carries(name, entry));
    if (found.length === 0) return;
    for (const pid of found) end(Number(pid));
  }
}

function carries(pid: string, entry: Buffer): boolean {
  if (Number(pid) === process.pid) return false;
  try {
    const environment = readFileSync(`/proc/${pid}/environ`);
    return (
      environment.subarray(0, entry.length).equals(entry) || environment.includes(`\0${entry.toString()}`)
    );
  } catch {
    // It has ended, or is another user's.
    return false;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
