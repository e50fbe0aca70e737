/**
 * A worker thread that builds a snapshot from the last one and sealed segments, so that the host never waits for
 * an export. It reads and adds files only; the owner removes old ones.
 */
import { workerData } from 'node:worker_threads';
import initSqlJs from 'sql.js';
import { replay } from './replay.ts';
import { writeSnapshot } from './snapshots.ts';

export interface SnapshotJob {
  wasmFile: string;
  journal: string;
  snapshots: string;
  /** Last record of the sealed segments. */
  throughSequence: number;
}

async function build(job: SnapshotJob): Promise<void> {
  const sql = await initSqlJs({ locateFile: () => job.wasmFile });
  const { database, sequence } = await replay(sql, job, {
    throughSequence: job.throughSequence,
    mayCut: false,
  });
  await writeSnapshot(job.snapshots, sequence, database.export());
  database.close();
}

// A rejection ends the thread with an error, which the builder reports.
void build(workerData as SnapshotJob);
