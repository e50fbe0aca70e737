import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { AssayError } from '../domain/errors.ts';
import { listSegments } from './journal.ts';
import { pruneSnapshots } from './snapshots.ts';
import type { SnapshotJob } from './build-snapshot.ts';
import type { StateFolder } from './state-folder.ts';
import type { Log } from '../domain/log.ts';

export interface SnapshotPrograms {
  snapshotWorker: string;
  wasmFile: string;
}

/** Builds snapshots in a worker, one at a time, and removes what no kept snapshot needs. */
export class SnapshotBuilder {
  readonly #folder: StateFolder;
  readonly #programs: SnapshotPrograms;
  readonly #log: Log;
  #building: Promise<void> | null = null;

  constructor(folder: StateFolder, programs: SnapshotPrograms, log: Log) {
    this.#folder = folder;
    this.#programs = programs;
    this.#log = log;
  }

  /** Of everything up to a record, which is durable and in sealed segments or before the end of the open one. */
  build(throughSequence: number): Promise<void> {
    return buildSnapshot(this.#folder, this.#programs, throughSequence);
  }

  /** In the background. While one is being built nothing is begun: what was sealed meanwhile is the next one's. */
  buildSoon(throughSequence: number): void {
    this.#building ??= this.build(throughSequence)
      .catch((error: unknown) =>
        // No loss: the journal has everything, only the next start takes longer.
        this.#log.warn('INIT', null, `No snapshot was made: ${AssayError.from(error).message}`),
      )
      .finally(() => (this.#building = null));
  }

  async settled(): Promise<void> {
    await this.#building;
  }
}

async function buildSnapshot(
  folder: StateFolder,
  programs: SnapshotPrograms,
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
