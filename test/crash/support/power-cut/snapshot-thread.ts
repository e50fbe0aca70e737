/** Stands in for `node:worker_threads` in the engine: builds the snapshot in this thread, where the simulated disk is. */
import { EventEmitter } from 'node:events';
import { buildSnapshot } from '../../../../src/engine/store/build-snapshot.ts';
import type { SnapshotJob } from '../../../../src/engine/store/build-snapshot.ts';

export class Worker extends EventEmitter {
  constructor(_program: string, { workerData }: { workerData: SnapshotJob }) {
    super();
    buildSnapshot(workerData).then(
      () => this.emit('exit', 0),
      (error: unknown) => this.emit('error', error),
    );
  }
}
