import fs from 'node:fs';
import path from 'node:path';

/**
 * A folder as one process sees it. When the process dies nothing that it still asks for is done or answered; what it has
 * done stays, as the system keeps what was written before a SIGKILL.
 */
export class QuickDisk {
  /** Absolute. */
  readonly base: string;
  readonly #descriptors = new Set<number>();
  readonly #hops: () => number;
  #operations = 0;
  #lastOperation = Infinity;
  #dead = false;
  /** What a dead process hears. */
  readonly silence = new Promise<never>(() => undefined);

  /** @param hops how many steps of the event loop an operation takes: what is asked at once comes back in any order */
  constructor(base: string, hops: () => number) {
    this.base = base;
    this.#hops = hops;
    disks.add(this);
  }

  get isDead(): boolean {
    return this.#dead;
  }

  get operations(): number {
    return this.#operations;
  }

  /** The process dies in so many operations: after its effect, before it hears of it. */
  dieIn(operations: number): void {
    this.#lastOperation = this.#operations + operations;
  }

  die(): void {
    this.#dead = true;
  }

  async operate<T>(effect: () => T): Promise<T> {
    if (this.#dead) return this.silence;
    for (let hops = this.#hops(); hops > 0; hops--) await Promise.resolve();
    if (this.#dead) return this.silence;
    this.#operations++;
    const last = this.#operations >= this.#lastOperation;
    try {
      const result = effect();
      return last ? this.silence : result;
    } finally {
      if (last) this.#dead = true;
    }
  }

  opened(descriptor: number): void {
    this.#descriptors.add(descriptor);
    owners.set(descriptor, this);
  }

  close(descriptor: number): void {
    if (!this.#descriptors.delete(descriptor)) return;
    owners.delete(descriptor);
    fs.closeSync(descriptor);
  }

  /** As the system closes what an ended process had open. */
  remove(): void {
    for (const descriptor of [...this.#descriptors]) this.close(descriptor);
    disks.delete(this);
  }

  covers(file: string): boolean {
    return file === this.base || file.startsWith(this.base + path.sep);
  }
}

const disks = new Set<QuickDisk>();
const owners = new Map<number, QuickDisk>();

export function diskOf(file: string): QuickDisk | undefined {
  for (const disk of disks) if (disk.covers(file)) return disk;
  return undefined;
}

export function diskOfDescriptor(descriptor: number): QuickDisk | undefined {
  return owners.get(descriptor);
}
