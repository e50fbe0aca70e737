import type { Database, SqlJsStatic } from 'sql.js';
import type { JournalRecord } from '../journal-record.ts';
import { keptSnapshots, listSnapshots, readSnapshot } from '../snapshots.ts';
import type { Snapshot } from '../snapshots.ts';
import type { Findings } from './findings.ts';
import type { JournalContent } from './journal-check.ts';
import { differences, logicalDump } from './logical-dump.ts';

interface SoundSnapshot extends Snapshot {
  bytes: Uint8Array;
}

/**
 * Replays the journal from the oldest state there is, and compares each later snapshot with what comes out.
 * @returns the database at its last record, for the caller to close; null when it cannot be rebuilt
 */
export async function checkSnapshots(
  sql: SqlJsStatic,
  folder: string,
  journal: JournalContent,
  findings: Findings,
): Promise<{ database: Database; sequence: number } | null> {
  const sound = await readSound(folder, findings);
  const last = Math.max(0, ...journal.records.map((record) => record.sequence));
  const start = findStart(sound, journal, last, findings);
  if (start === undefined) return null;
  const database = openDatabase(sql, start?.bytes ?? null);
  let sequence = start?.sequence ?? 0;
  const checkpoints = sound.filter((snapshot) => snapshot.sequence > sequence);
  for (const record of journal.records) {
    if (record.sequence <= sequence) continue;
    const problem = applyRecord(database, record);
    if (problem !== null) {
      findings.problem(
        folder,
        `Record ${record.sequence} cannot be applied: ${problem}.`,
        'The state cannot be rebuilt beyond the record before it.',
      );
      break;
    }
    sequence = record.sequence;
    if (checkpoints[0]?.sequence === sequence) compare(sql, checkpoints.shift()!, database, findings);
  }
  return { database, sequence };
}

async function readSound(folder: string, findings: Findings): Promise<SoundSnapshot[]> {
  const sound: SoundSnapshot[] = [];
  for (const snapshot of (await listSnapshots(folder)).reverse()) {
    findings.checked.snapshots++;
    const bytes = await readSnapshot(snapshot);
    if (bytes) sound.push({ ...snapshot, bytes });
    else {
      findings.problem(
        snapshot.file,
        'Its content is not what was written.',
        'It is not used; an older one and the journal take its place.',
      );
    }
  }
  return sound;
}

/**
 * The oldest state from which the journal leads on without a gap: the empty one (null) or a snapshot. Gaps before the
 * oldest kept snapshot are what a removal of old segments leaves when it is cut short: harmless.
 */
function findStart(
  sound: readonly SoundSnapshot[],
  { records, gaps }: JournalContent,
  last: number,
  findings: Findings,
): SoundSnapshot | null | undefined {
  const first = records[0]?.sequence ?? 1;
  const leadsOn = (sequence: number): boolean =>
    sequence >= last || (first <= sequence + 1 && gaps.every((gap) => gap.found <= sequence + 1));
  // More than are kept: their removal was cut short, and that of their segments was not.
  const kept = sound.slice(-keptSnapshots);
  const newest = kept.at(-1);
  if (newest && newest.sequence > last) {
    findings.problem(
      newest.file,
      `It holds record ${newest.sequence}, the journal ends at ${last}.`,
      'The end of the journal is missing; what it held beyond the snapshot is lost.',
    );
    return newest;
  }
  if (leadsOn(0) && first === 1) return null;
  const start = kept.find((snapshot) => leadsOn(snapshot.sequence));
  if (start !== undefined && start === kept[0]) return start;
  const [gap] = gaps.filter(({ found }) => found > (kept[0]?.sequence ?? 0) + 1);
  findings.problem(
    gap?.file ?? 'journal',
    gap
      ? `It has record ${gap.found} where ${gap.expected} should be.`
      : `The journal begins at record ${first}, and no snapshot leads up to it.`,
    start
      ? 'A segment is missing: older snapshots can no longer take the place of a damaged newer one.'
      : 'A segment is missing, and with it what was stored in between: the state cannot be rebuilt.',
  );
  return start;
}

function compare(sql: SqlJsStatic, snapshot: SoundSnapshot, database: Database, findings: Findings): void {
  const stored = openDatabase(sql, snapshot.bytes);
  try {
    const different = differences(logicalDump(stored), logicalDump(database));
    if (different.length === 0) return;
    findings.problem(
      snapshot.file,
      `It does not say what the journal says up to record ${snapshot.sequence}: ${different.join(', ')}.`,
      'A start from it shows other results than those that were stored.',
    );
  } finally {
    stored.close();
  }
}

function openDatabase(sql: SqlJsStatic, bytes: Uint8Array | null): Database {
  const database = bytes ? new sql.Database(bytes) : new sql.Database();
  database.run('PRAGMA foreign_keys = ON');
  return database;
}

/** @returns what is wrong with the record; null: it was applied */
function applyRecord(database: Database, record: JournalRecord): string | null {
  database.run('BEGIN');
  try {
    for (const [text, parameters] of record.statements) database.run(text, [...parameters]);
    database.run('COMMIT');
    return null;
  } catch (error) {
    database.run('ROLLBACK');
    return (error as Error).message;
  }
}
