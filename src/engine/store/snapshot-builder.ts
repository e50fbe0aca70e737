import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { AssayError } from '../domain/errors.ts';
import { listSegments } from './journal.ts';
import { pruneSnapshots } from './snapshots.ts';
import type { SnapshotJob } from './snapshot-worker.ts';
import type { StateFolder } from './state-folder.ts';

/** Builds a snapshot of everything up to a record, then removes what no kept snapshot needs. */
export async function buildSnapshot(
  folder: StateFolder,
  programs: { snapshotWorker: string; wasmFile: string },
  throughSequence: number,
): Promise<void> {
  const workerData: SnapshotJob = {
    wasmFile: programs.wasmFile,
    journal: folder.journal,
    snapshots: folder.snapshots,
    throughSequence,
  };
  await new Promise<void>((resolve, reject) => {
    const worker = new Worker(programs.snapshotWorker, { workerData });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new AssayError('bug', `The snapshot worker ended with status ${code}.`));
    });
  });
  const oldest = await pruneSnapshots(folder.snapshots);
  const segments = await listSegments(folder.journal);
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    // The last segment is open. One is needed while any record in it is newer than the oldest snapshot.
    if (next && next.firstSequence <= oldest + 1) await rm(segment.file, { force: true });
  }
}
