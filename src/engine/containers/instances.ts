import { randomBytes } from 'node:crypto';

/**
 * The instances that the work of this process uses. Their names tell them from those of any other process, so that what
 * could not be removed when its work was done is known for what it is.
 */
export class Instances {
  readonly #prefix = randomBytes(6).toString('hex');
  readonly #used = new Set<string>();
  #made = 0;

  /** @returns the name of a new one, which lasts until `end` */
  begin(): string {
    const name = `${this.#prefix}${(this.#made++).toString(16).padStart(6, '0')}`;
    this.#used.add(name);
    return name;
  }

  end(name: string): void {
    this.#used.delete(name);
  }

  /** Whether it was made here and its work is done. */
  isOver(name: string): boolean {
    return name.startsWith(this.#prefix) && !this.#used.has(name);
  }
}
