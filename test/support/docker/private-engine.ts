import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import type { ContainerEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import { engineFoundBy } from './engine.ts';

const run = promisify(execFile);
const startTimeoutMs = 30_000;
const probeEveryMs = 50;
const maxStarts = 5;
const programs = ['/usr/sbin/dockerd', '/usr/sbin/ip', '/usr/bin/nsenter', '/usr/bin/docker'];

/** Why no engine of a test's own can be started here; null: it can. */
export function noPrivateEngine(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'only root starts one';
  const missing = programs.filter(
    (program) => !existsSync(program) && !existsSync(program.replace('/usr', '/usr/local')),
  );
  return missing.length > 0 ? `there is no ${missing.join()}` : null;
}

/**
 * A Docker engine of a test's own, which it may kill and whose disk it may fill. It has a data folder in memory and a
 * network namespace of its own, so that it never meets the machine's engine, and no way out: what it builds on is loaded
 * into it.
 */
export class PrivateEngine {
  /** As for `DOCKER_HOST`. */
  readonly host: string;
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'assay-dockerd-'));
  readonly #network = `assay-${randomInt(2 ** 32).toString(16)}`;
  #daemon: ChildProcess | null = null;

  private constructor() {
    this.host = `unix://${this.#folder}/docker.sock`;
  }

  static async start(dataMegabytes: number): Promise<PrivateEngine> {
    const engine = new PrivateEngine();
    try {
      await engine.#prepare(dataMegabytes);
      await engine.restart();
    } catch (error) {
      await engine.remove();
      throw error;
    }
    return engine;
  }

  connect(): Promise<ContainerEngine> {
    return engineFoundBy(ownEngineSearch(this.host));
  }

  /** Images of the engine that all tests use. */
  async load(images: readonly string[]): Promise<void> {
    const pipe = 'docker save "$@" | docker --host "$0" load';
    await run('sh', ['-c', pipe, this.host, ...images], { maxBuffer: 2 ** 24 });
  }

  /** At once, and all that it has started of its own, as when the machine's memory is used up. */
  async kill(): Promise<void> {
    const containerd = path.join(this.#folder, 'exec', 'containerd', 'containerd.pid');
    const pids = existsSync(containerd) ? [Number(readFileSync(containerd, 'utf8'))] : [];
    await this.#end('SIGKILL');
    for (const pid of pids) {
      signal(pid, 'SIGKILL');
      while (existsSync(`/proc/${pid}`)) await pause(probeEveryMs);
    }
    rmSync(containerd, { force: true });
    rmSync(path.join(this.#folder, 'pid'), { force: true });
  }

  /** In order: containers are stopped first. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** After it was killed or stopped. */
  async restart(): Promise<void> {
    const at = (name: string) => path.join(this.#folder, name);
    const log = openSync(at('log'), 'a');
    const [command, args] = this.inside(programs[0]!, [
      ...['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid'), '--host', this.host],
    ]);
    const start = () => (this.#daemon = spawn(command, args, { stdio: ['ignore', log, log] }));
    let daemon = start();
    let starts = 1;
    const deadline = Date.now() + startTimeoutMs;
    while (!(await connectEngine(ownEngineSearch(this.host))).available) {
      // As who keeps services running does.
      if (daemon.exitCode !== null && starts++ < maxStarts) daemon = start();
      if (Date.now() > deadline) {
        throw new Error(`dockerd did not start:\n${readFileSync(at('log'), 'utf8').slice(-2_000)}`);
      }
      await pause(probeEveryMs);
    }
  }

  /** How a program is started that reaches the ports of its containers. */
  inside(command: string, args: readonly string[]): [string, string[]] {
    return ['nsenter', [`--net=/run/netns/${this.#network}`, command, ...args]];
  }

  /** Takes all room of its disk but so much. @returns gives it back */
  fillDisk(leaveMegabytes: number): () => void {
    const { bavail, bsize } = statfsSync(this.#data);
    const file = path.join(this.#data, 'filling');
    const chunk = Buffer.alloc(2 ** 20);
    const chunks = Math.floor((bavail * bsize) / chunk.length) - leaveMegabytes;
    for (let written = 0; written < chunks; written++) appendFileSync(file, chunk);
    return () => rmSync(file, { force: true });
  }

  async remove(): Promise<void> {
    await this.stop();
    // Containers that outlived a killed engine hold it.
    await run('umount', ['--recursive', '--lazy', this.#data]).catch(() => undefined);
    await run('ip', ['netns', 'delete', this.#network]).catch(() => undefined);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  async #prepare(megabytes: number): Promise<void> {
    mkdirSync(this.#data);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', this.#data]);
    await run('ip', ['netns', 'add', this.#network]);
    await run(...this.inside('ip', ['link', 'set', 'lo', 'up']));
  }

  async #end(how: NodeJS.Signals): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === null || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill(how);
    await ended;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
}
