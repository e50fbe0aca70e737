import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { writeDurably } from './files.ts';

/** How many snapshots stay, so that a damaged one is no loss. */
export const keptSnapshots = 3;

/** A snapshot's name says which record it includes last, and the CRC-32 of its bytes. */
export interface Snapshot {
  file: string;
  sequence: number;
  checksum: number;
}

/** Newest first. */
export async function listSnapshots(folder: string): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for (const name of await readdir(folder)) {
    const match = /^(\d{14})-([0-9a-f]{8})\.sqlite$/.exec(name);
    if (!match) continue;
    snapshots.push({
      file: path.join(folder, name),
      sequence: parseInt(match[1]!, 10),
      checksum: parseInt(match[2]!, 16),
    });
  }
  return snapshots.sort((a, b) => b.sequence - a.sequence);
}

export async function writeSnapshot(folder: string, sequence: number, bytes: Uint8Array): Promise<void> {
  const checksum = crc32(bytes).toString(16).padStart(8, '0');
  await writeDurably(path.join(folder, `${String(sequence).padStart(14, '0')}-${checksum}.sqlite`), bytes);
}

/** @returns null when its bytes are not those that were written */
export async function readSnapshot(snapshot: Snapshot): Promise<Uint8Array | null> {
  const bytes = await readFile(snapshot.file);
  return bytes.length > 0 && crc32(bytes) === snapshot.checksum ? bytes : null;
}

/** Removes all but the last three. @returns the sequence of the oldest that stays; 0 when fewer exist */
export async function pruneSnapshots(folder: string): Promise<number> {
  const snapshots = await listSnapshots(folder);
  for (const { file } of snapshots.slice(keptSnapshots)) await rm(file, { force: true });
  return snapshots.length < keptSnapshots ? 0 : snapshots[keptSnapshots - 1]!.sequence;
}
