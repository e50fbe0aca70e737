import { setTimeout as delay } from 'node:timers/promises';
import { EngineClient, OwnerLostError } from '../remote/engine-client.ts';
import type { ClientDescription } from '../remote/wire.ts';
import { callLastOwner, isGone } from '../store/owner-call.ts';
import type { LastOwner } from '../store/owner-call.ts';
import { StateInUseError } from '../store/ownership.ts';
import { clientSource } from './client-source.ts';
import type { Source } from './source.ts';

/** An owner that leaves in order cannot be reached for a moment: it has hung up, and not said yet that it is gone. */
const unreachableMs = 10_000;
const lookIntervalMs = 20;
/** From one who would take over to the next in the line. */
const placeMs = 150;
/** How long those who would rather not take over wait for somebody who does. */
const graceMs = 1_000;

export interface Seeker {
  client: ClientDescription;
  stateDir: string;
  /** Folder of the owner files. */
  owners: string;
  /** What to do where nobody answers. @throws StateInUseError when somebody does, after all */
  alone: (last: LastOwner) => Promise<Source>;
}

/** The live engine of the state folder's owner; where nobody answers for it, what the seeker does then. */
export async function findSource(seeker: Seeker): Promise<Source> {
  const startedAt = performance.now();
  for (;;) {
    const last = await lastOwner(seeker.owners);
    try {
      switch (last.state) {
        case 'answers':
          return await connect(seeker, last);
        case 'unreachable':
          if (performance.now() - startedAt > unreachableMs) {
            throw new StateInUseError(seeker.stateDir, last.owner);
          }
          await delay(lookIntervalMs);
          break;
        case 'none':
        case 'silent':
          return await seeker.alone(last);
      }
    } catch (error) {
      if (last.state === 'unreachable') throw error;
      // It went, or another came, between our two looks.
      if (error instanceof OwnerLostError || StateInUseError.is(error)) continue;
      const now = await lastOwner(seeker.owners);
      if (now.state === 'answers') now.socket.destroy();
      if (now.state === last.state && now.epoch === last.epoch) throw error;
    }
  }
}

async function connect(seeker: Seeker, last: LastOwner & { state: 'answers' }): Promise<Source> {
  const { owner, socket } = last;
  const contact = { socket, token: owner.token, isGone: (silentMs: number) => isGone(owner, silentMs) };
  return clientSource(await EngineClient.connect(contact, seeker.client));
}

/**
 * Before another source is looked for: lets those go first who come first in the line.
 * @param place in it; null: only where nobody else takes over
 */
export async function waitForTurn(seeker: Seeker, place: number | null, signal: AbortSignal): Promise<void> {
  const until = performance.now() + (place === null ? graceMs : place * placeMs);
  while (performance.now() < until) {
    const last = await lastOwner(seeker.owners);
    if (last.state === 'answers') {
      last.socket.destroy();
      return;
    }
    await delay(lookIntervalMs, undefined, { signal });
  }
}

async function lastOwner(owners: string): Promise<LastOwner> {
  try {
    return await callLastOwner(owners);
  } catch (error) {
    // No state folder yet, or none that can be read: who makes it or reads it says what is wrong.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') {
      return { state: 'none', epoch: 0, owner: null };
    }
    throw error;
  }
}
