import { spawnForTest } from '../project.ts';
import type { SupervisedProcess } from '../../../src/engine/processes/supervised-process.ts';

const keptOutput = 4_000;

/** A server's process: it cannot outlive its user, and what it last wrote is kept for messages. */
export class ServerProcess {
  readonly #process: SupervisedProcess;
  #output = '';
  #ended: string | null = null;

  constructor(command: string, args: readonly string[], cwd: string) {
    this.#process = spawnForTest({ command, args, cwd, env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => (this.#output = (this.#output + text).slice(-keptOutput)));
    }
    void this.#process.exited.then(({ code, signal, error }) => {
      this.#ended = `it ended with ${error ?? signal ?? code}\n${this.#output}`;
    });
  }

  /** How it ended; null while it runs. */
  ended(): string | null {
    return this.#ended;
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }
}
