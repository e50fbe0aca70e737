import type { Disposable } from '../domain/disposable.ts';
import { isDeposed } from './owner-file.ts';
import type { StateFolder } from './state-folder.ts';

const lookIntervalMs = 500;

/**
 * An owner's own look at whether another process has taken over: one that was stopped, and has nothing to write, would
 * not notice otherwise. A timer that came due meanwhile is the first thing that runs when the process is continued.
 */
export class OwnerWatch implements Disposable {
  /** Resolves when another process owns the folder. */
  readonly deposed: Promise<void>;
  readonly #folder: StateFolder;
  readonly #epoch: number;
  readonly #timer: NodeJS.Timeout;
  #tell: () => void = () => {};

  constructor(folder: StateFolder, epoch: number) {
    this.#folder = folder;
    this.#epoch = epoch;
    this.deposed = new Promise((resolve) => (this.#tell = resolve));
    this.#timer = setInterval(() => this.look(), lookIntervalMs).unref();
  }

  /** @returns whether another process owns the folder now */
  look(): boolean {
    if (!this.#isDeposed()) return false;
    this.dispose();
    this.#tell();
    return true;
  }

  #isDeposed(): boolean {
    try {
      return isDeposed(this.#folder.owners, this.#epoch);
    } catch (error) {
      // The folder is gone: nobody has taken it over. Who writes to it is told.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}
