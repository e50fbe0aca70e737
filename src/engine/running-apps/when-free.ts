import type { Event } from '../domain/event.ts';
import { untilSeen } from '../domain/until-seen.ts';

/** What else uses this machine. */
export interface Machine {
  /** The app whose load test has it to itself; null: nothing has. */
  heldBy(): string | null;
  readonly onDidChange: Event<void>;
}

/**
 * Waits until no load test has the machine to itself.
 * @param waits told for what, each time that it is another one
 */
export async function whenFree(
  machine: Machine,
  signal: AbortSignal,
  waits: (message: string) => void,
): Promise<void> {
  let told: string | null = null;
  await untilSeen(machine.onDidChange, signal, () => {
    const holder = machine.heldBy();
    if (holder === null) return true;
    if (holder !== told) waits(`It waits for the load test of ${holder}.`);
    told = holder;
    return null;
  });
}
