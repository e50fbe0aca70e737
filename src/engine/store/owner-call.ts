import type net from 'node:net';
import { lastEpoch, readOwner } from './owner-file.ts';
import type { Owner } from './owner-file.ts';
import { callAddress } from './owner-socket.ts';
import { isSameProcess, isStopped } from './process-identity.ts';

/** A process that is stopped answers in no time or not at all; this is far above what a look at it takes. */
const stoppedMs = 400;
/** An event loop that has not turned for so long hangs: the engine's own longest block is some milliseconds. */
const hungMs = 10_000;

/**
 * Whether an owner that was asked and has said nothing for so long may be taken for gone. Where the system says that its
 * process is stopped (SIGSTOP, Ctrl+Z), that is after a moment. One that runs or sleeps is only busy, perhaps with what
 * other extensions do in its process, or the machine is: it gets long.
 */
export function isGone(owner: Owner, silentMs: number): boolean {
  return silentMs >= hungMs || (silentMs >= stoppedMs && isStopped(owner));
}

/** Who owned a folder last, and whether that one answers. */
export type LastOwner =
  /** Nobody. The owner is one that did not leave in order; null otherwise. */
  | { state: 'none'; epoch: number; owner: Owner | null }
  /** The socket is open and has been greeted; it is the caller's to use and to close. */
  | { state: 'answers'; epoch: number; owner: Owner; socket: net.Socket }
  /** Its process is there, stopped or hung, and says nothing. */
  | { state: 'silent'; epoch: number; owner: Owner }
  /** It lives, as far as can be told, and cannot be spoken to. */
  | { state: 'unreachable'; epoch: number; owner: Owner };

/** @param owners the folder of owner files */
export async function callLastOwner(owners: string): Promise<LastOwner> {
  const epoch = lastEpoch(owners);
  const owner = epoch > 0 ? await readOwner(owners, epoch) : null;
  if (!owner) return { state: 'none', epoch, owner };
  const call = await callAddress(owner.socket, (silentMs) => isGone(owner, silentMs));
  switch (call.answer) {
    case 'greeted':
      return { state: 'answers', epoch, owner, socket: call.socket };
    case 'silent':
      return { state: 'silent', epoch, owner };
    case 'refused':
      return { state: 'none', epoch, owner };
    case 'missing':
      // The file of a socket can be removed while its owner lives.
      return isSameProcess(owner) ? { state: 'unreachable', epoch, owner } : { state: 'none', epoch, owner };
    case 'failed':
      return { state: 'unreachable', epoch, owner };
  }
}
