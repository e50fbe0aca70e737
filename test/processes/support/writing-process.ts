import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A process that writes to a store, all the time. */
export class WritingProcess {
  readonly #child;
  readonly #exited: Promise<unknown[]>;
  readonly #numbers: number[] = [];
  #said = '';
  #heard = () => {};

  constructor(stateDir: string) {
    const program = path.join(import.meta.dirname, 'writing-program.ts');
    this.#child = spawn(process.execPath, [program, stateDir], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exited = Promise.all([once(this.#child, 'close')]);
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#said += chunk.toString('utf8')));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#numbers.push(Number(line));
      this.#heard();
    });
  }

  /** Waits for so many acknowledgements. */
  async acknowledged(count: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#heard = () => {
        if (this.#numbers.length >= count) resolve();
      };
      void this.#exited.then(() => reject(new Error(this.#said)));
    });
    this.#heard = () => {};
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** @returns its status, all that was acknowledged to it, and its last words */
  async ended(): Promise<{ status: number | null; numbers: readonly number[]; said: string }> {
    await this.#exited;
    return { status: this.#child.exitCode, numbers: this.#numbers, said: this.#said };
  }
}
