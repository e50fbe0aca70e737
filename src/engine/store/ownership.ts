import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AssayError } from '../domain/errors.ts';
import type { StateFolder } from './state-folder.ts';

const ownerSchema = z.object({ pid: z.int(), socket: z.string() });

/** Another living process owns the state folder. */
export class StateInUseError extends Error {
  readonly pid: number;

  constructor(root: string, pid: number) {
    super(
      `The state folder ${root} is in use by another Assay (process ${pid}). Close it there, or use another state folder.`,
    );
    this.name = 'StateInUseError';
    this.pid = pid;
  }

  static is(value: unknown): value is StateInUseError {
    return value instanceof StateInUseError;
  }
}

/**
 * The one owner of a state folder. Each owner has an epoch, claimed by making the file `owner-<epoch>`,
 * which only one process can do. An owner listens on a local socket: the operating system closes it with the
 * process, so a dead owner is noticed at once and a living one is never taken for dead.
 */
export class Ownership {
  readonly epoch: number;
  readonly #folder: StateFolder;
  readonly #server: net.Server;

  private constructor(folder: StateFolder, epoch: number, server: net.Server) {
    this.#folder = folder;
    this.epoch = epoch;
    this.#server = server;
  }

  /** @throws StateInUseError while another owner lives */
  static async claim(folder: StateFolder): Promise<Ownership> {
    const socket = await socketPath(folder.root);
    const server = await listen(socket);
    try {
      for (;;) {
        const last = lastEpoch(folder.owners);
        if (last > 0) {
          const owner = await readOwner(folder.owners, last);
          if (owner && (await answers(owner.socket))) throw new StateInUseError(folder.root, owner.pid);
          // What a killed owner leaves in the runtime folder.
          if (owner && process.platform !== 'win32') await rm(owner.socket, { force: true });
        }
        if (await makeOwnerFile(folder.owners, last + 1, { pid: process.pid, socket })) {
          const ownership = new Ownership(folder, last + 1, server);
          await ownership.#removeOlder();
          return ownership;
        }
      }
    } catch (error) {
      server.close();
      throw error;
    }
  }

  /** To be asked before each flush: a deposed owner writes nothing. @throws AssayError when deposed */
  assertOwner(): void {
    if (lastEpoch(this.#folder.owners) === this.epoch) return;
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

  /** Lets the next one in. The file stays: epochs never go down. */
  async release(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function epochOf(name: string): number | null {
  const match = /^owner-(\d{1,10})$/.exec(name);
  return match ? Number(match[1]) : null;
}

function lastEpoch(owners: string): number {
  return Math.max(0, ...readdirSync(owners).map((name) => epochOf(name) ?? 0));
}

async function readOwner(owners: string, epoch: number): Promise<z.infer<typeof ownerSchema> | null> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path.join(owners, `owner-${epoch}`), 'utf8')));
  } catch (error) {
    // Gone in the meantime: a newer owner removed it, and the caller looks again.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AssayError('bug', `The file owner-${epoch} in ${owners} cannot be read.`, { cause: error });
  }
}

/** A link is made whole or not at all, unlike a file that is opened and then filled. */
async function makeOwnerFile(owners: string, epoch: number, owner: object): Promise<boolean> {
  const temporary = path.join(owners, `claim-${randomBytes(8).toString('hex')}`);
  await writeFile(temporary, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
  try {
    await link(temporary, path.join(owners, `owner-${epoch}`));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Short, because socket paths may have 104 bytes only; in a folder that others cannot enter. */
async function socketPath(root: string): Promise<string> {
  const name = `${createHash('sha256').update(root).digest('hex').slice(0, 12)}-${randomBytes(6).toString('hex')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\assay-${name}`;
  const runtime = process.env['XDG_RUNTIME_DIR'] || path.join(os.tmpdir(), `assay-${os.userInfo().uid}`);
  await mkdir(runtime, { recursive: true, mode: 0o700 });
  return path.join(runtime, `${name}.sock`);
}

function listen(socket: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((connection) => connection.destroy());
    server.once('error', reject);
    server.listen(socket, () => {
      // Owning a folder must not keep a process alive that has nothing else to do.
      server.unref();
      resolve(server);
    });
  });
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
