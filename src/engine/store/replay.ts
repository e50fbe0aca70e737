import { open, readFile } from 'node:fs/promises';
import type { Database, SqlJsStatic } from 'sql.js';
import { AssayError } from '../domain/errors.ts';
import { decodeSegment } from './journal-record.ts';
import { listSegments } from './journal.ts';
import { RecordApplier } from './record-applier.ts';
import { listSnapshots, readSnapshot } from './snapshots.ts';
import type { Snapshot } from './snapshots.ts';
import type { StateFolder } from './state-folder.ts';
import { newerFormat } from './store-errors.ts';

/**
 * The database is in memory and its durability is the journal's: what SQLite would do for its own (a rollback journal
 * and pages in a file system that is memory, too) only costs.
 */
const pragmas = `
  PRAGMA foreign_keys = ON;
  PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -131072;
`;

export interface Replayed {
  database: Database;
  /** Of the last record applied; 0 for an empty state. */
  sequence: number;
  /** Journal bytes that had to be read: past a limit a new snapshot is due. */
  bytesReplayed: number;
  /** What was noticed and put right, for the log. */
  notes: string[];
}

/**
 * The database as the state folder has it: the newest sound snapshot, then every later record.
 * @param throughSequence stop after this record (for building a snapshot while the writer goes on)
 * @param mayCut whether a torn tail is cut off the file; only the owner may
 * @throws AssayError `bug` for a journal that is damaged in its middle or has a part missing, naming the file
 * @throws InputError for a journal of a newer version, naming the file
 */
export async function replay(
  sql: SqlJsStatic,
  folder: Pick<StateFolder, 'journal' | 'snapshots'>,
  options: { throughSequence?: number; mayCut: boolean },
): Promise<Replayed> {
  const notes: string[] = [];
  const limit = options.throughSequence ?? Number.MAX_SAFE_INTEGER;
  let database: Database | null = null;
  let sequence = 0;
  const snapshots = (await listSnapshots(folder.snapshots)).filter((snapshot) => snapshot.sequence <= limit);
  for (const snapshot of snapshots) {
    const bytes = await readSnapshot(snapshot);
    if (bytes) {
      database = new sql.Database(bytes);
      sequence = snapshot.sequence;
      break;
    }
    notes.push(`The snapshot ${snapshot.file} is damaged: an older one and the journal have to do.`);
  }
  database ??= new sql.Database();
  database.run(pragmas);

  const segments = await listSegments(folder.journal);
  let bytesReplayed = 0;
  const applier = new RecordApplier(database);
  try {
    for (const [index, segment] of segments.entries()) {
      const next = segments[index + 1];
      if (next && next.firstSequence <= sequence + 1) continue;
      const buffer = await readFile(segment.file);
      const content = decodeSegment(buffer, segment.firstSequence);
      bytesReplayed += content.end;
      if (content.rest === 'newer') throw newerFormat(segment.file);
      const last = content.records.at(-1)?.sequence ?? sequence;
      // What lies beyond the next segment's beginning was written by an owner that had been deposed: nobody was told.
      const reachesNext = next !== undefined && last + 1 >= next.firstSequence;
      if (!reachesNext && (content.rest === 'damaged' || (content.rest === 'torn' && next))) {
        throw damaged(segment.file, content.end, last);
      }
      if (content.rest === 'torn' && !next) {
        const bytes = buffer.length - content.end;
        notes.push(
          `The journal ${segment.file} ended in a write that was cut short; ${bytes} bytes were dropped.`,
        );
        if (options.mayCut) await cut(segment.file, content.end);
      }
      for (const record of content.records) {
        if (record.sequence <= sequence) continue;
        if (record.sequence > limit) return { database, sequence, bytesReplayed, notes };
        if (next && record.sequence >= next.firstSequence) {
          if (next.epoch > record.epoch) break;
          throw gap(next.file, record.sequence + 1, next.firstSequence, notes);
        }
        if (record.sequence !== sequence + 1) throw gap(segment.file, sequence + 1, record.sequence, notes);
        applier.apply(record);
        sequence = record.sequence;
      }
    }
    const [newest] = snapshots;
    if (newest && sequence < newest.sequence) throw lost(newest, sequence);
    return { database, sequence, bytesReplayed, notes };
  } finally {
    applier.dispose();
  }
}

/** Durably, before anything is written after it. */
async function cut(file: string, size: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(size);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function damaged(file: string, offset: number, sequence: number): AssayError {
  return new AssayError('bug', `The journal ${file} is damaged at byte ${offset}.`, {
    hint:
      `Everything up to record ${sequence} can be read. Restore the file, or the whole state folder, from a ` +
      `backup. Nothing was changed.`,
  });
}

function gap(file: string, expected: number, found: number, notes: readonly string[]): AssayError {
  return new AssayError('bug', `The journal ${file} has record ${found} where ${expected} should be.`, {
    hint: [...notes, 'A segment is missing. Restore it from a backup. Nothing was changed.'].join(' '),
  });
}

/** Neither the newest snapshot can be used nor the records that led up to it: going on would begin in the past. */
function lost({ file, sequence: newest }: Snapshot, sequence: number): AssayError {
  return new AssayError(
    'bug',
    `The snapshot ${file} is damaged, and the journal ends at record ${sequence}.`,
    {
      hint: `Records up to ${newest} were stored. Restore the snapshot or the journal from a backup. Nothing was changed.`,
    },
  );
}
