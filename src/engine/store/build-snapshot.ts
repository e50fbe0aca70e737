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

/** From the last snapshot and sealed segments. It reads and adds files only; the owner removes old ones. */
export async function buildSnapshot(job: SnapshotJob): Promise<void> {
  const sql = await initSqlJs({ locateFile: () => job.wasmFile });
  const { database, sequence } = await replay(sql, job, {
    throughSequence: job.throughSequence,
    mayCut: false,
  });
  await writeSnapshot(job.snapshots, sequence, database.export());
  database.close();
}
