/** A worker thread that builds a snapshot, so that the host never waits for an export. */
import { workerData } from 'node:worker_threads';
import { buildSnapshot } from './build-snapshot.ts';
import type { SnapshotJob } from './build-snapshot.ts';

// A rejection ends the thread with an error, which the builder reports.
void buildSnapshot(workerData as SnapshotJob);
