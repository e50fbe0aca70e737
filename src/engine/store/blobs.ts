import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import { syncFolder, writeDurably } from './files.ts';

/** SHA-256 of the content, lower-case hex: the blob's name. */
export type BlobHash = string;

/** Folder, among those that begin their hashes, where blobs are made. */
export const incomingFolder = 'incoming';

/** Content-addressed files: the same bytes are stored once, and a stored blob never changes. */
export class BlobStore {
  readonly #root: string;

  /** @param root absolute folder, `blobs/` of the state folder */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Durable when it resolves. Storing the same again is cheap and safe, and puts a file right that was cut short.
   * @throws AssayError `bug` when something else lies in its place
   */
  async put(content: Uint8Array | string): Promise<BlobHash> {
    const hash = createHash('sha256').update(content).digest('hex');
    const file = this.#file(hash);
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
