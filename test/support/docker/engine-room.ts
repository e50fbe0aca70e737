import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';

const run = promisify(execFile);
const startTimeoutMs = 30_000;
const probeEveryMs = 50;

/**
 * Where a container engine of the tests' own is: its data in memory, its network a namespace of its own, so that it never
 * meets the machine's engine, and without a way out: what it builds on is loaded into it.
 */
export class EngineRoom {
  /** As for `DOCKER_HOST`. */
  readonly host: string;
  readonly folder: string;
  readonly #program: string;
  readonly #network = `assay-${randomInt(2 ** 32).toString(16)}`;

  /** @param program what the engine is called */
  constructor(program: string) {
    this.#program = program;
    this.folder = mkdtempSync(path.join(os.tmpdir(), `assay-${program}-`));
    this.host = `unix://${this.at('docker.sock')}`;
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  async open(dataMegabytes: number): Promise<void> {
    mkdirSync(this.at('data'));
    await run('mount', ['-t', 'tmpfs', '-o', `size=${dataMegabytes}m`, 'tmpfs', this.at('data')]);
    await run('ip', ['netns', 'add', this.#network]);
    await run(...this.inside('ip', ['link', 'set', 'lo', 'up']));
  }

  /** What the engine writes goes there. */
  openLog(): number {
    return openSync(this.at('log'), 'a');
  }

  /** @param goesOn asked while there is no answer; false: there will be none */
  async untilAnswered(goesOn: () => boolean): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    while (!(await connectEngine(ownEngineSearch(this.host))).available) {
      if (!goesOn() || Date.now() > deadline) {
        const said = readFileSync(this.at('log'), 'utf8').slice(-2_000);
        throw new Error(`${this.#program} did not start:\n${said}`);
      }
      await pause(probeEveryMs);
    }
  }

  /** Images of the engine that all tests use. */
  async load(images: readonly string[]): Promise<void> {
    const pipe = 'docker save "$@" | docker --host "$0" load';
    await run('sh', ['-c', pipe, this.host, ...images], { maxBuffer: 2 ** 24 });
  }

  /** How a program is started that reaches the ports of its containers. */
  inside(command: string, args: readonly string[]): [string, string[]] {
    return ['nsenter', [`--net=/run/netns/${this.#network}`, command, ...args]];
  }

  /** After the engine has ended. */
  async close(): Promise<void> {
    // Containers that outlived a killed engine hold it.
    await run('umount', ['--recursive', '--lazy', this.at('data')]).catch(() => undefined);
    await run('ip', ['netns', 'delete', this.#network]).catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
