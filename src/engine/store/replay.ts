import { readFile, truncate } from 'node:fs/promises';
import type { Database, SqlJsStatic } from 'sql.js';
import { AssayError } from '../domain/errors.ts';
import { decodeSegment } from './journal-record.ts';
import type { JournalRecord } from './journal-record.ts';
import { listSegments } from './journal.ts';
import { listSnapshots, readSnapshot } from './snapshots.ts';
import type { StateFolder } from './state-folder.ts';

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
 * @throws AssayError `bug` for a journal that is damaged in its middle, naming file and offset
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
  for (const snapshot of await listSnapshots(folder.snapshots)) {
    if (snapshot.sequence > limit) continue;
    const bytes = await readSnapshot(snapshot);
    if (bytes) {
      database = new sql.Database(bytes);
      sequence = snapshot.sequence;
      break;
    }
    notes.push(`The snapshot ${snapshot.file} is damaged; an older one and the journal are used instead.`);
  }
  database ??= new sql.Database();
  database.run('PRAGMA foreign_keys = ON');

  const segments = await listSegments(folder.journal);
  let bytesReplayed = 0;
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next && next.firstSequence <= sequence + 1) continue;
    const buffer = await readFile(segment.file);
    bytesReplayed += buffer.length;
    const content = decodeSegment(buffer);
    if (content.rest === 'damaged' || (content.rest === 'torn' && next)) {
      throw damaged(segment.file, content.end, sequence);
    }
    if (content.rest === 'torn') {
      notes.push(
        `The journal ${segment.file} ended in a write that was cut short; ${buffer.length - content.end} bytes were dropped.`,
      );
      if (options.mayCut) await truncate(segment.file, content.end);
    }
    for (const record of content.records) {
      if (record.sequence <= sequence) continue;
      if (record.sequence > limit) return { database, sequence, bytesReplayed, notes };
      if (record.sequence !== sequence + 1) throw gap(segment.file, sequence + 1, record.sequence);
      applyRecord(database, record);
      sequence = record.sequence;
    }
  }
  return { database, sequence, bytesReplayed, notes };
}

function applyRecord(database: Database, record: JournalRecord): void {
  database.run('BEGIN');
  for (const [text, parameters] of record.statements) database.run(text, [...parameters]);
  database.run('COMMIT');
}

function damaged(file: string, offset: number, sequence: number): AssayError {
  return new AssayError('bug', `The journal ${file} is damaged at byte ${offset}.`, {
    hint:
      `Everything up to record ${sequence} can be read. Restore the file from a backup; or move it away, ` +
      `with all later ones, to go on from the last good state. Nothing was changed.`,
  });
}

function gap(file: string, expected: number, found: number): AssayError {
  return new AssayError('bug', `The journal ${file} has record ${found} where ${expected} should be.`, {
    hint: 'A segment is missing. Restore it from a backup. Nothing was changed.',
  });
}
