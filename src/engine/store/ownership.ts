import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import type net from 'node:net';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import { writeDurably } from './files.ts';
import { listSegments } from './journal.ts';
import { callLastOwner } from './owner-call.ts';
import { epochOf, isDeposed, lastEpoch, makeOwnerFile, ownerFile, released } from './owner-file.ts';
import type { Owner } from './owner-file.ts';
import { OwnerReception } from './owner-reception.ts';
import { newSocketAddress } from './owner-socket.ts';
import { thisProcess } from './process-identity.ts';
import type { StateFolder } from './state-folder.ts';

/** Another living process owns the state folder. */
export class StateInUseError extends Error {
  readonly owner: Owner;

  constructor(root: string, owner: Owner) {
    super(
      `The state folder ${root} is in use by another Assay (process ${owner.pid}). Close it there, or use another state folder.`,
    );
    this.name = 'StateInUseError';
    this.owner = owner;
  }

  static is(value: unknown): value is StateInUseError {
    // By name: bundles have a class of their own each.
    return value instanceof Error && value.name === 'StateInUseError';
  }
}

/**
 * The one owner of a state folder. Each owner has an epoch, claimed by making the file `owner-<epoch>`,
 * which only one process can do. An owner listens on a local socket: the operating system closes it with the
 * process, so a dead owner is noticed at once and a living one is never taken for dead.
 */
export class Ownership {
  readonly epoch: number;
  /** What clients must show. */
  readonly token: string;
  readonly #folder: StateFolder;
  readonly #reception: OwnerReception;

  private constructor(folder: StateFolder, epoch: number, reception: OwnerReception, token: string) {
    this.#folder = folder;
    this.token = token;
    this.epoch = epoch;
    this.#reception = reception;
  }

  /** @throws StateInUseError while another owner lives */
  static async claim(folder: StateFolder): Promise<Ownership> {
    const socket = newSocketAddress(folder.root);
    const token = randomBytes(32).toString('hex');
    // Before the file that names it: whoever reads that is let in.
    const reception = await OwnerReception.open(socket);
    try {
      for (;;) {
        const last = await callLastOwner(folder.owners);
        if (last.state === 'answers') last.socket.destroy();
        if (last.state === 'answers' || last.state === 'unreachable') {
          throw new StateInUseError(folder.root, last.owner);
        }
        const epoch = last.epoch + 1;
        if (!(await makeOwnerFile(folder.owners, epoch, { ...thisProcess(), socket, token }))) continue;
        // A slow starter can have taken the number of an owner that came, went and was removed meanwhile.
        if (lastEpoch(folder.owners) !== epoch) {
          await rm(ownerFile(folder.owners, epoch), { force: true });
          continue;
        }
        const ownership = new Ownership(folder, epoch, reception, token);
        try {
          if (last.state === 'silent') await takeOpenSegment(folder, last.epoch);
          if (last.owner) await removeSocket(last.owner);
          await ownership.#removeOlder();
          return ownership;
        } catch (error) {
          await ownership.release();
          throw error;
        }
      }
    } catch (error) {
      await reception.close();
      throw error;
    }
  }

  /** To be asked before each flush: a deposed owner writes nothing. @throws AssayError when deposed */
  assertOwner(): void {
    if (!isDeposed(this.#folder.owners, this.epoch)) return;
    throw new AssayError('bug', `Another process has taken over the state folder ${this.#folder.root}.`, {
      hint: 'This one has stopped writing; nothing that it reported as done is lost.',
    });
  }

  async #removeOlder(): Promise<void> {
    for (const name of readdirSync(this.#folder.owners)) {
      const epoch = epochOf(name);
      if (epoch !== null && epoch < this.epoch) {
        await rm(path.join(this.#folder.owners, name), { force: true });
      }
    }
  }

  /** Hands over whoever connects, and who has connected since the folder was claimed. */
  serve(client: (socket: net.Socket) => void): void {
    this.#reception.serve(client);
  }

  /** Lets the next one in. The file stays, and says that nobody is there: epochs never go down. */
  async release(): Promise<void> {
    await this.#reception.close();
    const file = ownerFile(this.#folder.owners, this.epoch);
    await writeFile(file, released, { flag: 'r+' })
      // A full disk takes no text; an empty file says the same.
      .catch(() => truncate(file, 0))
      // Where the folder is gone there is nobody to be told.
      .catch(() => undefined);
  }
}

/** What a killed owner leaves in the runtime folder. Another user's is that user's to remove. */
async function removeSocket(owner: Owner): Promise<void> {
  if (process.platform !== 'win32') await rm(owner.socket, { force: true }).catch(() => undefined);
}

/**
 * An owner that was stopped between its last look at its epoch and its write will write when it is continued. A copy
 * takes the place of its open segment, so that this goes into a file that is no longer there, and is noticed as such.
 * (Windows stops no processes, and does not replace files that are open.)
 */
async function takeOpenSegment(folder: StateFolder, epoch: number): Promise<void> {
  if (process.platform === 'win32') return;
  const open = (await listSegments(folder.journal)).findLast((segment) => segment.epoch === epoch);
  if (open) await writeDurably(open.file, await readFile(open.file));
}
