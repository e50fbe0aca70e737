/**
 * Stands in for `node:worker_threads` in the engine: builds the snapshot in this thread, where the simulated disk is, with
 * the worker's own parts.
 */
import { EventEmitter } from 'node:events';
import initSqlJs from 'sql.js';
import { replay } from '../../../../src/engine/store/replay.ts';
import type { SnapshotJob } from '../../../../src/engine/store/snapshot-worker.ts';
import { writeSnapshot } from '../../../../src/engine/store/snapshots.ts';

export class Worker extends EventEmitter {
  constructor(_program: string, { workerData }: { workerData: SnapshotJob }) {
    super();
    build(workerData).then(
      () => this.emit('exit', 0),
      (error: unknown) => this.emit('error', error),
    );
  }
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
