import { readFile } from 'node:fs/promises';
import type { Database, SqlJsStatic } from 'sql.js';
import type { JournalRecord } from '../journal-record.ts';
import { RecordApplier } from '../record-applier.ts';
import { keptSnapshots, listSnapshots, readSnapshot } from '../snapshots.ts';
import type { Snapshot } from '../snapshots.ts';
import type { Findings } from './findings.ts';
import type { JournalSummary } from './journal-check.ts';
import { differences, logicalDump } from './logical-dump.ts';
import { journalRecords } from './segment-reading.ts';

/**
 * Replays the journal from the oldest state there is, and compares each later snapshot with what comes out.
 * @returns the database at its last record, for the caller to close; null when it cannot be rebuilt
 */
export async function checkSnapshots(
  sql: SqlJsStatic,
  folder: string,
  journal: JournalSummary,
  findings: Findings,
): Promise<{ database: Database; sequence: number } | null> {
  findings.enter('snapshots');
  const sound = await listSound(folder, findings);
  const start = findStart(sound, journal, findings);
  if (start === undefined) return null;
  const database = await openSnapshot(sql, start);
  let sequence = start?.sequence ?? 0;
  const checkpoints = sound.filter((snapshot) => snapshot.sequence > sequence);
  const applier = new RecordApplier(database);
  try {
    for await (const record of journalRecords(journal)) {
      if (record.sequence <= sequence) continue;
      const problem = applyRecord(applier, database, record);
      if (problem !== null) {
        findings.problem(
          folder,
          `Record ${record.sequence} cannot be applied: ${problem}.`,
          'The state cannot be rebuilt beyond the record before it.',
        );
        break;
      }
      sequence = record.sequence;
      if (checkpoints[0]?.sequence === sequence) await compare(sql, checkpoints.shift()!, database, findings);
    }
    return { database, sequence };
  } finally {
    applier.dispose();
  }
}

/** Oldest first. None is kept in memory: each may be as large as all that is stored. */
async function listSound(folder: string, findings: Findings): Promise<Snapshot[]> {
  const sound: Snapshot[] = [];
  for (const snapshot of (await listSnapshots(folder)).reverse()) {
    findings.checked.snapshots++;
    if (await readSnapshot(snapshot)) sound.push(snapshot);
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
  sound: readonly Snapshot[],
  { first, last, gaps }: JournalSummary,
  findings: Findings,
): Snapshot | null | undefined {
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

async function compare(
  sql: SqlJsStatic,
  snapshot: Snapshot,
  database: Database,
  findings: Findings,
): Promise<void> {
  const stored = await openSnapshot(sql, snapshot);
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

/** @param snapshot null: the empty state */
async function openSnapshot(sql: SqlJsStatic, snapshot: Snapshot | null): Promise<Database> {
  const database = snapshot ? new sql.Database(await readFile(snapshot.file)) : new sql.Database();
  database.run('PRAGMA foreign_keys = ON');
  return database;
}

/** @returns what is wrong with the record; null: it was applied */
function applyRecord(applier: RecordApplier, database: Database, record: JournalRecord): string | null {
  try {
    applier.apply(record);
    return null;
  } catch (error) {
    database.run('ROLLBACK');
    return (error as Error).message;
  }
}
