import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { link, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import type net from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { AssayError } from '../domain/errors.ts';
import { syncFolder } from './files.ts';
import { knock, listen, newSocketAddress } from './owner-socket.ts';
import { isSameProcess, thisProcess } from './process-identity.ts';
import type { StateFolder } from './state-folder.ts';

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** When the process started, in the system's own terms; null where it does not say. */
  started: z.string().nullable(),
  socket: z.string(),
  /** To be shown on that socket. The file can be read by its user only, and so can the token. */
  token: z.string(),
});
export type Owner = z.infer<typeof ownerSchema>;

/** What an owner file says once its owner has left in order. */
const released = 'released\n';

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
  readonly #connections = new Set<net.Socket>();
  readonly #folder: StateFolder;
  readonly #server: net.Server;

  private constructor(folder: StateFolder, epoch: number, server: net.Server, token: string) {
    this.#folder = folder;
    this.token = token;
    this.epoch = epoch;
    this.#server = server;
  }

  /** @throws StateInUseError while another owner lives */
  static async claim(folder: StateFolder): Promise<Ownership> {
    const socket = newSocketAddress(folder.root);
    const token = randomBytes(32).toString('hex');
    const server = await listen(socket);
    try {
      for (;;) {
        const last = lastEpoch(folder.owners);
        const owner = last > 0 ? await readOwner(folder.owners, last) : null;
        if (owner && (await isAlive(owner))) throw new StateInUseError(folder.root, owner);
        const epoch = last + 1;
        if (!(await makeOwnerFile(folder.owners, epoch, { ...thisProcess(), socket, token }))) continue;
        // A slow starter can have taken the number of an owner that came, went and was removed meanwhile.
        if (lastEpoch(folder.owners) !== epoch) {
          await rm(path.join(folder.owners, `owner-${epoch}`), { force: true });
          continue;
        }
        if (owner) await removeSocket(owner);
        const ownership = new Ownership(folder, epoch, server, token);
        try {
          await ownership.#removeOlder();
          return ownership;
        } catch (error) {
          await ownership.release();
          throw error;
        }
      }
    } catch (error) {
      server.close();
      throw error;
    }
  }

  /** To be asked before each flush: a deposed owner writes nothing. @throws AssayError when deposed */
  assertOwner(): void {
    // Two looks cost less than a listing. Who comes next must make that very file, and then removes ours.
    if (this.#hasFile(this.epoch) && !this.#hasFile(this.epoch + 1)) return;
    if (lastEpoch(this.#folder.owners) === this.epoch) return;
    throw new AssayError('bug', `Another process has taken over the state folder ${this.#folder.root}.`, {
      hint: 'This one has stopped writing; nothing that it reported as done is lost.',
    });
  }

  #hasFile(epoch: number): boolean {
    const file = path.join(this.#folder.owners, `owner-${epoch}`);
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  }

  async #removeOlder(): Promise<void> {
    for (const name of readdirSync(this.#folder.owners)) {
      const epoch = epochOf(name);
      if (epoch !== null && epoch < this.epoch) {
        await rm(path.join(this.#folder.owners, name), { force: true });
      }
    }
  }

  /** Hands over whoever connects from now on; without this they are let in and hear nothing. */
  serve(client: (socket: net.Socket) => void): void {
    this.#server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
      // As the server itself: a client is no reason to stay.
      socket.unref();
      client(socket);
    });
  }

  /** Lets the next one in. The file stays, and says that nobody is there: epochs never go down. */
  async release(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const file = path.join(this.#folder.owners, `owner-${this.epoch}`);
    await writeFile(file, released, { flag: 'r+' })
      // A full disk takes no text; an empty file says the same.
      .catch(() => truncate(file, 0))
      // Where the folder is gone there is nobody to be told.
      .catch(() => undefined);
  }
}

function epochOf(name: string): number | null {
  const match = /^owner-(\d{1,10})$/.exec(name);
  return match ? Number(match[1]) : null;
}

function lastEpoch(owners: string): number {
  return Math.max(0, ...readdirSync(owners).map((name) => epochOf(name) ?? 0));
}

/** @returns null when its owner has left, or never was: the file of a claim that a power cut ended */
async function readOwner(owners: string, epoch: number): Promise<Owner | null> {
  let text: string;
  try {
    text = await readFile(path.join(owners, `owner-${epoch}`), 'utf8');
  } catch (error) {
    // A newer owner removed it, and the caller looks again.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  const answer = await knock(owner.socket);
  return answer === 'answered' || (answer === 'missing' && isSameProcess(owner));
}

/** What a killed owner leaves in the runtime folder. Another user's is that user's to remove. */
async function removeSocket(owner: Owner): Promise<void> {
  if (process.platform !== 'win32') await rm(owner.socket, { force: true }).catch(() => undefined);
}

/** A link is made whole or not at all, unlike a file that is opened and then filled. */
async function makeOwnerFile(owners: string, epoch: number, owner: Owner): Promise<boolean> {
  const temporary = path.join(owners, `claim-${randomBytes(8).toString('hex')}`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(owner));
    await handle.sync();
  } finally {
    await handle.close();
  }
  const file = path.join(owners, `owner-${epoch}`);
  try {
    await link(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    await rm(temporary, { force: true });
    // Before anything is written in this epoch: after a power failure it must not be given out again.
    await syncFolder(owners);
    return true;
  } catch (error) {
    // It would name a process that lives and does not own the folder.
    await rm(file, { force: true });
    throw error;
  }
}
