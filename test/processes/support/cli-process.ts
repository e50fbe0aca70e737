import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { projectRoot } from '../../support/project.ts';

/** The command line as a child of our own: signals reach it and nobody else, and its exit status is its own. */
export class CliProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly exited: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  /** Of stdout and stderr together, as it came. */
  said = '';
  stdout = '';
  readonly #waiting = new Set<() => void>();

  constructor(cwd: string, ...args: string[]) {
    const program = path.join(projectRoot, 'dist', 'cli.cjs');
    this.child = spawn(process.execPath, [program, ...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    this.exited = once(this.child, 'close') as typeof this.exited;
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString('utf8');
      this.#hear(chunk);
    });
    this.child.stderr.on('data', (chunk: Buffer) => this.#hear(chunk));
  }

  #hear(chunk: Buffer): void {
    this.said += chunk.toString('utf8');
    for (const look of this.#waiting) look();
  }

  /** Resolves once it has said that. Rejects when it ends without. */
  says(what: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!what.test(this.said)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
      void this.exited.then(() => reject(new Error(`It ended without ${String(what)}:\n${this.said}`)));
    });
  }
}
