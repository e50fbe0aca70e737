import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import { InFlight } from '../domain/in-flight.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import { syncFolder, writeDurably } from './files.ts';

/** SHA-256 of the content, lower-case hex: the blob's name. */
export type BlobHash = string;

/** Folder, among those that begin their hashes, where blobs are made. */
export const incomingFolder = 'incoming';

/** Content-addressed files: the same bytes are stored once, and a stored blob never changes. */
export class BlobStore {
  readonly #root: string;
  readonly #users = new InFlight();
  /** What was put since a collection has begun stays, whatever the rows say. null: none goes on. */
  #fresh: Set<BlobHash> | null = null;
  readonly #removals = new Map<BlobHash, Promise<void>>();

  /** @param root absolute folder, `blobs/` of the state folder */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * For everyone who puts blobs: from before the first until what refers to them is recorded. A blob that is not
   * referred to yet is safe from `collect` in here, and nowhere else.
   */
  use<T>(run: () => Promise<T>): Promise<T> {
    return this.#users.during(run);
  }

  /**
   * Durable when it resolves. Storing the same again is cheap and safe, and puts a file right that was cut short.
   * @throws AssayError `bug` when something else lies in its place
   */
  async put(content: Uint8Array | string): Promise<BlobHash> {
    const hash = createHash('sha256').update(content).digest('hex');
    const file = this.#file(hash);
    this.#fresh?.add(hash);
    await this.#removals.get(hash);
    const stored = await sizeOf(file);
    if (stored === Buffer.byteLength(content)) return hash;
    const workshop = path.join(this.#root, incomingFolder);
    for (const folder of [path.dirname(file), workshop]) await mkdir(folder, { recursive: true });
    await syncFolder(this.#root);
    await writeDurably(file, content, workshop);
    return hash;
  }

  /** @throws AssayError `bug` when it is missing or its content is not what its name says */
  async get(hash: BlobHash): Promise<Buffer> {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new AssayError('bug', `"${hash}" is not a blob's name.`);
    let content: Buffer;
    try {
      content = await readFile(this.#file(hash));
    } catch (cause) {
      throw new AssayError('bug', `The stored file ${this.#file(hash)} cannot be read.`, { cause });
    }
    if (createHash('sha256').update(content).digest('hex') !== hash) {
      throw new AssayError('bug', `The stored file ${this.#file(hash)} is damaged.`);
    }
    return content;
  }

  /**
   * Removes what nothing refers to. One collection at a time.
   * @param keepReferenced takes out of the set what a row refers to; called once everyone who had put a blob before has
   *   recorded it
   * @param assertMay throws when this process may not remove anything any more
   * @throws AssayError what kept a blob from being removed, after the others were; the signal's reason when it is aborted
   */
  async collect(
    keepReferenced: (candidates: Set<BlobHash>) => Promise<void>,
    assertMay: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#fresh) throw new AssayError('bug', 'Unused blobs are being removed already.');
    this.#fresh = new Set();
    try {
      await unlessAborted(this.#users.settled(), signal);
      const candidates = await this.#list();
      await keepReferenced(candidates);
      await this.#removeAll(candidates, this.#fresh, () => {
        signal.throwIfAborted();
        assertMay();
      });
    } finally {
      this.#fresh = null;
    }
  }

  async #removeAll(hashes: Iterable<BlobHash>, fresh: ReadonlySet<BlobHash>, assertMay: () => void) {
    const changed = new Set<string>();
    let failure: AssayError | null = null;
    for (const hash of hashes) {
      assertMay();
      if (fresh.has(hash)) continue;
      const file = this.#file(hash);
      const removal = rm(file);
      // Whoever stores it again meanwhile waits until it is gone.
      this.#removals.set(hash, removal.catch(ignore));
      try {
        await removal;
        changed.add(path.dirname(file));
      } catch (error) {
        failure ??= AssayError.from(error);
      } finally {
        this.#removals.delete(hash);
      }
    }
    for (const folder of changed) await syncFolder(folder);
    if (failure) throw failure;
  }

  async #list(): Promise<Set<BlobHash>> {
    const hashes = new Set<BlobHash>();
    for (const folder of await readdir(this.#root, { withFileTypes: true })) {
      // A link that stands in for a folder is not ours.
      if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) continue;
      for (const entry of await readdir(path.join(this.#root, folder.name), { withFileTypes: true })) {
        if (entry.isFile() && /^[0-9a-f]{62}$/.test(entry.name)) hashes.add(folder.name + entry.name);
      }
    }
    return hashes;
  }

  #file(hash: BlobHash): string {
    return path.join(this.#root, hash.slice(0, 2), hash.slice(2));
  }
}

/** @returns null when it is not there */
async function sizeOf(file: string): Promise<number | null> {
  let stats;
  try {
    stats = await lstat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (stats.isFile()) return stats.size;
  throw new AssayError('bug', `Something that is no file lies at ${file}, the place of a stored file.`, {
    hint: 'Assay has not put it there. Move it away, and retry.',
  });
}

function ignore(): void {}
