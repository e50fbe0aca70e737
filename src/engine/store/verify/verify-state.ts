import { readdir } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import initSqlJs from 'sql.js';
import type { Database, SqlJsStatic } from 'sql.js';
import { AssayError, InputError } from '../../domain/errors.ts';
import type { Verification } from '../../domain/verification.ts';
import { pendingMigrations } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { databaseOver, SqlJsConnection } from '../sqljs-dialect.ts';
import { stateFolder } from '../state-folder.ts';
import type { StateFolder } from '../state-folder.ts';
import { checkBlobs } from './blob-check.ts';
import { Findings } from './findings.ts';
import { checkImports } from './import-check.ts';
import { checkApps } from './invariants/apps.ts';
import { checkAttempts } from './invariants/attempts.ts';
import { checkDatabase } from './invariants/database.ts';
import { checkDeletions } from './invariants/deletions.ts';
import { checkLifecycles } from './invariants/lifecycles.ts';
import { checkMainTasks } from './invariants/main-tasks.ts';
import { checkProviders } from './invariants/providers.ts';
import { checkResults } from './invariants/results.ts';
import { checkSums } from './invariants/sums.ts';
import { checkJournal } from './journal-check.ts';
import { checkOwners, desertedBy } from './owner-check.ts';
import { checkRevisions } from './revision-check.ts';
import { checkSnapshots } from './snapshot-check.ts';

/** What rows promise, whichever database keeps them. */
export const invariants = [
  checkSums,
  checkLifecycles,
  checkMainTasks,
  checkAttempts,
  checkProviders,
  checkApps,
  checkResults,
  checkDeletions,
];

/** How often it looks again while the state changes under its eyes. */
const maxLooks = 5;

/** A reading of the state that must not change what it reads, also for the caller's own checks. */
export type StateInspector = (db: Kysely<Schema>) => Promise<void>;

/**
 * Checks everything that a state folder promises: the journal's records, each snapshot against a replay, blobs, files of
 * revisions, and the invariants of the database. Reads only, and needs no ownership: where an owner is at work and
 * something looked wrong meanwhile, it looks again.
 * @param stateDir absolute
 * @param inspect sees the database as the journal has it
 * @throws InputError when there is no state folder, or it is from a newer version
 */
export async function verifyState(
  options: { stateDir: string; wasmFile: string },
  inspect?: StateInspector,
): Promise<Verification> {
  const sql = await initSqlJs({ locateFile: () => options.wasmFile });
  const folder = stateFolder(options.stateDir);
  await assertReadable(folder);
  let before: string | null = null;
  for (let look = 1; ; look++) {
    try {
      const nobody = await desertedBy(folder.owners);
      const { verification, journal } = await lookOnce(sql, folder, inspect);
      if (verification.problems.length === 0 || journal === before || look === maxLooks) return verification;
      if (nobody !== null && nobody === (await desertedBy(folder.owners))) return verification;
      before = journal;
    } catch (error) {
      // Removed between the listing and the reading: old segments and snapshots go while an owner is at work.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || look === maxLooks) throw error;
    }
  }
}

async function lookOnce(
  sql: SqlJsStatic,
  folder: StateFolder,
  inspect: StateInspector | undefined,
): Promise<{ verification: Verification; journal: string }> {
  const findings = new Findings();
  const journal = await checkJournal(folder.journal, findings);
  await checkOwners(folder.owners, journal.lastEpoch, findings);
  const rebuilt = await checkSnapshots(sql, folder.snapshots, journal, findings);
  if (rebuilt) {
    const db = readOnly(rebuilt.database);
    try {
      await checkContent(folder, rebuilt, db, findings);
      await inspect?.(db);
    } finally {
      await db.destroy();
    }
  }
  const { problems, found, notes, checked } = findings;
  const sequence = rebuilt?.sequence ?? 0;
  return {
    verification: { stateDir: folder.root, sequence, checked, problems, found, notes },
    journal: journal.state,
  };
}

async function checkContent(
  folder: StateFolder,
  { database, sequence }: { database: Database; sequence: number },
  db: Kysely<Schema>,
  findings: Findings,
): Promise<void> {
  checkDatabase(database, findings);
  if ((await pendingMigrations(db, folder.root)).length > 0) {
    if (sequence > 0) {
      findings.note(
        'The state is of an older version; its rows are checked once a run has brought it up to date.',
      );
    }
    return;
  }
  for (const check of invariants) await check(db, findings);
  await checkBlobs(folder.blobs, db, findings);
  await checkRevisions(folder, db, findings);
  await checkImports(folder, db, findings);
}

function readOnly(database: Database): Kysely<Schema> {
  const connection = new SqlJsConnection(database, {
    committing: () => {
      throw new AssayError('bug', 'A check has tried to change what it checks.');
    },
  });
  return databaseOver(connection);
}

async function assertReadable(folder: StateFolder): Promise<void> {
  for (const dir of [folder.root, folder.journal, folder.snapshots, folder.owners, folder.blobs]) {
    try {
      await readdir(dir);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = code === 'ENOENT' ? 'it has no such folder' : message;
      throw InputError.of(folder.root, `this is not a state folder that can be read (${dir}: ${reason})`);
    }
  }
}
