import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { engineMessageSchema } from './engine-messages.ts';
import type { Changed, EngineMessage } from './engine-messages.ts';

/** As one file of plain JavaScript, which starts in a tenth of the time: many are started, and some are timed. */
async function buildProgram(folder: string): Promise<string> {
  const outfile = path.join(folder, 'engine-program.cjs');
  const entry = path.join(import.meta.dirname, 'engine-program.ts');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  // A first one compiles for all of them.
  spawnSync(process.execPath, [outfile, folder, 'all'], { input: '', env: environment(outfile) });
  return outfile;
}

function environment(program: string): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: path.join(path.dirname(program), 'compiled') };
}

type Role = 'all' | 'requested' | 'look';

/** One process that has a state folder open, or will have. */
export class EngineProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly exited: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  /** All that it has told of. */
  readonly changes: Changed[] = [];
  readonly #listeners = new Set<(message: EngineMessage | null) => void>();
  #lastId = 0;

  constructor(program: string, stateDir: string, role: Role) {
    this.child = spawn(process.execPath, [program, stateDir, role], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: environment(program),
    });
    this.exited = once(this.child, 'exit') as typeof this.exited;
    this.child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: this.child.stdout });
    lines.on('line', (line) => this.#hear(engineMessageSchema.parse(JSON.parse(line))));
    lines.on('close', () => this.#hear(null));
  }

  get pid(): number {
    return this.child.pid!;
  }

  #hear(message: EngineMessage | null): void {
    if (message?.kind === 'changed') this.changes.push(message);
    for (const listener of [...this.#listeners]) listener(message);
  }

  /** The next message for which `choose` returns something. Rejects when the process ends without it. */
  hears<T>(choose: (message: EngineMessage) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const listener = (message: EngineMessage | null) => {
        if (message === null)
          reject(new Error(`Process ${this.pid} ended before it said what was expected.`));
        const chosen = message === null ? undefined : choose(message);
        if (message !== null && chosen === undefined) return;
        this.#listeners.delete(listener);
        if (chosen !== undefined) resolve(chosen);
      };
      this.#listeners.add(listener);
    });
  }

  ready(): Promise<true> {
    return this.hears(({ kind }) => (kind === 'ready' ? true : undefined));
  }

  /** @returns whether it owns the folder */
  open(): Promise<boolean> {
    const opened = this.hears((message) => {
      if (message.kind === 'answer') throw new Error(message.error);
      return message.kind === 'opened' ? message.owns : undefined;
    });
    this.#command('open', []);
    return opened;
  }

  /** A method of its engine. */
  async call<T>(method: string, ...args: unknown[]): Promise<T> {
    const id = this.#command(method, args);
    const answer = await this.hears((message) =>
      message.kind === 'answer' && message.id === id ? message : undefined,
    );
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value as T;
  }

  #command(method: string, args: unknown[]): number {
    const id = ++this.#lastId;
    this.child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
    return id;
  }

  /** In order. @returns its exit status */
  async end(): Promise<number | null> {
    this.child.stdin.end();
    return (await this.exited)[0];
  }

  async kill(): Promise<void> {
    // A stopped process ends of this signal, too.
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

/** A state folder for each test of the calling suite, and processes on it that are ended after the test. */
export function engineProcesses() {
  const folder = temporaryFolder();
  const processes: EngineProcess[] = [];
  const stateDir = () => path.join(folder(), 'state');
  const programFolder = mkdtempSync(path.join(os.tmpdir(), 'assay-program-'));
  let program: string;
  before(async () => {
    program = await buildProgram(programFolder);
  });
  after(() => rmSync(programFolder, { recursive: true, force: true }));
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.kill()));
  });
  const start = (role: Role): EngineProcess => {
    const process = new EngineProcess(program, stateDir(), role);
    processes.push(process);
    return process;
  };
  const open = async (role: Role): Promise<EngineProcess> => {
    const process = start(role);
    await process.ready();
    await process.open();
    return process;
  };
  /** A pipeline file of control models, which need nothing. */
  const pipelineFile = (more: object = {}): string => {
    const file = path.join(folder(), 'trial.assay.json');
    const content = {
      name: 'Trial',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
    };
    writeFileSync(file, JSON.stringify({ ...content, ...more }));
    return file;
  };
  return { folder, stateDir, start, open, pipelineFile };
}
