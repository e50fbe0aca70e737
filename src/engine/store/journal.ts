import { fdatasync, fstatSync, writeSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { encodeRecord } from './journal-record.ts';
import { syncFolder } from './files.ts';
import type { RecordedStatement } from './sqljs-dialect.ts';

/** A segment is named by its first record's sequence and its owner's epoch: two owners never share a file. */
function segmentName(firstSequence: number, epoch: number): string {
  return `${String(firstSequence).padStart(14, '0')}-${String(epoch).padStart(10, '0')}.journal`;
}

export interface Segment {
  file: string;
  firstSequence: number;
  epoch: number;
}

/** In order: by sequence, then by epoch. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const match = /^(\d{14})-(\d{10})\.journal$/.exec(name);
    if (!match) continue;
    segments.push({
      file: path.join(folder, name),
      firstSequence: Number(match[1]),
      epoch: Number(match[2]),
    });
  }
  return segments;
}

/**
 * The file grows in such steps, filled with zeros. What is then written into it changes no metadata, so that a sync has
 * one thing less to wait for.
 */
const growthBytes = 64 * 1024;

/** Appends transactions to the open segment. One writer; the caller serialises the calls. */
export class Journal {
  readonly #folder: string;
  readonly #epoch: number;
  #handle: FileHandle | null = null;
  #size = 0;
  /** Bytes that the file has, with the room at its end. */
  #allocated = 0;
  #sequence: number;
  #pending: Buffer[] = [];
  #pendingSequence: number;

  /** @param lastSequence of the last durable record */
  constructor(folder: string, epoch: number, lastSequence: number) {
    this.#folder = folder;
    this.#epoch = epoch;
    this.#sequence = lastSequence;
    this.#pendingSequence = lastSequence;
  }

  /** Sequence of the last durable record. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Bytes of records in the open segment. */
  get size(): number {
    return this.#size;
  }

  /** Encodes a transaction. @returns what takes it into the next flush; nothing else may come in between */
  prepare(statements: RecordedStatement[]): () => void {
    if (statements.length === 0) return () => {};
    const sequence = this.#pendingSequence + 1;
    const record = encodeRecord({ epoch: this.#epoch, sequence, durable: this.#sequence, statements });
    return () => {
      this.#pending.push(record);
      this.#pendingSequence = sequence;
    };
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Durable when it resolves. When it rejects nothing of it counts: call `cutBack`, then reload. */
  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    this.#handle ??= await this.#openSegment();
    const records = Buffer.concat(this.#pending);
    const end = this.#size + records.length;
    const allocated = end <= this.#allocated ? this.#allocated : Math.ceil(end / growthBytes) * growthBytes;
    const data = allocated > this.#allocated ? padded(records, allocated - this.#size) : records;
    const { fd } = this.#handle;
    // Only the sync waits for the disk and is worth a thread; a write may take less than it was given.
    let written = 0;
    while (written < data.length) {
      written += writeSync(fd, data, written, data.length - written, this.#size + written);
    }
    await synced(fd);
    // A file that was removed takes writes and keeps nothing.
    if (fstatSync(fd).nlink === 0) throw new Error('the journal file was removed');
    this.#size = end;
    this.#allocated = allocated;
    this.#sequence = this.#pendingSequence;
    this.#pending = [];
  }

  /** After a failed flush: forgets what was pending and cuts the file to its last good end. */
  async cutBack(): Promise<void> {
    this.#pending = [];
    this.#pendingSequence = this.#sequence;
    if (!this.#handle) return;
    this.#allocated = this.#size;
    await this.#handle.truncate(this.#size);
    await this.#handle.sync();
  }

  /** Closes the open segment; the next flush begins another. @returns whether there was one */
  async seal(): Promise<boolean> {
    if (!this.#handle) return false;
    await this.#handle.close();
    this.#handle = null;
    this.#size = this.#allocated = 0;
    return true;
  }

  async #openSegment(): Promise<FileHandle> {
    const file = path.join(this.#folder, segmentName(this.#sequence + 1, this.#epoch));
    // A file of that name is our own and holds nothing that counts: no record was durable beyond `sequence`.
    await rm(file, { force: true });
    const handle = await open(file, 'wx');
    await syncFolder(this.#folder);
    return handle;
  }
}

function padded(records: Buffer, size: number): Buffer {
  return Buffer.concat([records, Buffer.alloc(size - records.length)]);
}

const synced = promisify(fdatasync);
