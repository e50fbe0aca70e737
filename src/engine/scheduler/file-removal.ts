import type { Clock } from '../domain/clock.ts';
import type { Disposable } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import type { InFlight } from '../domain/in-flight.ts';
import type { Log } from '../domain/log.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import type { BlobStore } from '../store/blobs.ts';
import { syncFolder } from '../store/files.ts';
import { blobReferences } from '../store/queries/blob-references.ts';
import { removeInside } from '../store/remove-inside.ts';
import type { Store } from '../store/store.ts';
import { foldersRemoved, unusedBlobsRemoved } from '../store/transitions/delete-pipeline.ts';
import { Repeated } from './repeated.ts';
import type { RunningWork } from './running-work.ts';

export interface FileRemovalDeps {
  store: Store;
  blobs: BlobStore;
  log: Log;
  clock: Clock;
  work: RunningWork;
  /** Apps on their way to their place. */
  publishing: InFlight;
}

const foldersPerRecord = 50;
/** Few, so that the journal's flushes do not wait behind them. */
const foldersAtOnce = 2;
/** After something could not be removed, as a file that another program has open. */
const retryDelayMs = 60_000;

/**
 * Removes from the disk what deleted pipelines have left: their folders, then the blobs that nothing refers to. Only what
 * is durably deleted, and in steps that a crash may cut short: the store keeps what is still to do.
 */
export class FileRemoval {
  readonly #deps: FileRemovalDeps;
  readonly #ending = new AbortController();
  readonly #folders = new Repeated(() =>
    this.#tried('the folders of deleted pipelines', this.#removeFolders),
  );
  readonly #blobs = new Repeated(() => this.#tried('files that nothing refers to', this.#removeBlobs));
  #timer: Disposable | null = null;

  constructor(deps: FileRemovalDeps) {
    this.#deps = deps;
  }

  /** There may be something to remove. */
  request(): void {
    if (this.#ending.signal.aborted) return;
    this.#folders.request();
    this.#blobs.request();
  }

  async idle(): Promise<void> {
    await Promise.all([this.#folders.idle(), this.#blobs.idle()]);
  }

  /** What is just being removed is finished, the rest is left to the next start. */
  async stop(): Promise<void> {
    this.#timer?.dispose();
    this.#ending.abort(new AssayError('cancelled', 'The engine is closing.'));
    await this.idle();
  }

  async #tried(what: string, remove: () => Promise<void>): Promise<void> {
    const { signal } = this.#ending;
    const { clock, log } = this.#deps;
    try {
      await remove();
    } catch (thrown) {
      if (signal.aborted) return;
      const { message, hint } = AssayError.from(thrown);
      log.warn(
        'CLEANUP',
        null,
        `Not all of ${what} could be removed; tried again later. ${message} ${hint ?? ''}`,
      );
      this.#timer?.dispose();
      this.#timer = clock.setTimer(() => this.request(), retryDelayMs);
    }
  }

  readonly #removeFolders = async (): Promise<void> => {
    const { store } = this.#deps;
    const rows = await store.read((db) => db.selectFrom('removals').select('path').orderBy('path').execute());
    if (rows.length === 0) return;
    // After the look: what was deleted since may still be in use.
    await unlessAborted(this.#unused(), this.#ending.signal);
    const paths = rows.map(({ path }) => path);
    let failure: AssayError | null = null;
    for (let start = 0; start < paths.length; start += foldersPerRecord) {
      const { gone, error } = await this.#removeSome(paths.slice(start, start + foldersPerRecord));
      failure ??= error;
      if (gone.length > 0) await store.write((tx) => foldersRemoved(tx, gone));
      this.#ending.signal.throwIfAborted();
    }
    if (failure !== null) throw failure;
  };

  /** Stops what still runs for pipelines that are deleted; resolves when none of it uses their folders any more. */
  async #unused(): Promise<void> {
    const { store, work, publishing } = this.#deps;
    const gone = work.pipelines();
    if (gone.size > 0) {
      const there = await store.read((db) =>
        db
          .selectFrom('pipelines')
          .select('id')
          .where('id', 'in', [...gone])
          .execute(),
      );
      for (const { id } of there) gone.delete(id);
    }
    await Promise.all([work.endAll(gone), publishing.settled()]);
  }

  /** @returns what is durably gone, and why the rest is not */
  async #removeSome(paths: string[]): Promise<{ gone: string[]; error: AssayError | null }> {
    const { store } = this.#deps;
    const gone: string[] = [];
    const changed = new Set<string>();
    let error: AssayError | null = null;
    const waiting = paths.values();
    const lane = async (): Promise<void> => {
      for (const path of waiting) {
        if (this.#ending.signal.aborted) return;
        try {
          store.ownership.assertOwner();
          changed.add(await removeInside(store.folder, path));
          gone.push(path);
        } catch (thrown) {
          error ??= AssayError.from(thrown);
        }
      }
    };
    await Promise.all(Array.from({ length: foldersAtOnce }, lane));
    for (const dir of changed) await syncFolder(dir).catch(unlessGone);
    return { gone, error };
  }

  readonly #removeBlobs = async (): Promise<void> => {
    const { store, blobs } = this.#deps;
    const deletions = await store.read((db) =>
      db.selectFrom('deletions').select('pipeline_id').where('blobs_left', '=', 1).execute(),
    );
    if (deletions.length === 0) return;
    await blobs.collect(
      async (candidates) => {
        for await (const { hash } of blobReferences((query) => store.read(query))) candidates.delete(hash);
      },
      () => store.ownership.assertOwner(),
      this.#ending.signal,
    );
    await store.write((tx) =>
      unusedBlobsRemoved(
        tx,
        deletions.map((deletion) => deletion.pipeline_id),
      ),
    );
  };
}

/** It went with its last entry, and its own parent is among those that have changed. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
