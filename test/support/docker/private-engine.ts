import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import { endProcess } from './end-process.ts';
import { EngineRoom } from './engine-room.ts';
import { engineFoundBy } from './engine.ts';

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

/** A Docker engine of a test's own, which it may kill and whose disk it may fill. */
export class PrivateEngine {
  readonly #room = new EngineRoom('dockerd');
  #daemon: ChildProcess | null = null;

  private constructor() {}

  static async start(dataMegabytes: number): Promise<PrivateEngine> {
    const engine = new PrivateEngine();
    try {
      await engine.#room.open(dataMegabytes);
      await engine.restart();
    } catch (error) {
      await engine.remove();
      throw error;
    }
    return engine;
  }

  /** As for `DOCKER_HOST`. */
  get host(): string {
    return this.#room.host;
  }

  connect(): Promise<ContainerEngine> {
    return engineFoundBy(ownEngineSearch(this.host));
  }

  /** Images of the engine that all tests use. */
  load(images: readonly string[]): Promise<void> {
    return this.#room.load(images);
  }

  /** At once, and all that it has started of its own, as when the machine's memory is used up. */
  async kill(): Promise<void> {
    const containerd = this.#room.at('exec/containerd/containerd.pid');
    const pids = existsSync(containerd) ? [Number(readFileSync(containerd, 'utf8'))] : [];
    await endProcess(this.#daemon, 'SIGKILL');
    for (const pid of pids) {
      signal(pid, 'SIGKILL');
      while (existsSync(`/proc/${pid}`)) await pause(probeEveryMs);
    }
    rmSync(containerd, { force: true });
    rmSync(this.#room.at('pid'), { force: true });
  }

  /** In order: containers are stopped first. */
  stop(): Promise<void> {
    return endProcess(this.#daemon, 'SIGTERM');
  }

  /** After it was killed or stopped. */
  async restart(): Promise<void> {
    const { host } = this;
    const at = (name: string) => this.#room.at(name);
    const log = this.#room.openLog();
    const [command, args] = this.inside(programs[0]!, [
      ...['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid'), '--host', host],
    ]);
    const start = () => (this.#daemon = spawn(command, args, { stdio: ['ignore', log, log] }));
    let daemon = start();
    let starts = 1;
    await this.#room.untilAnswered(() => {
      // As who keeps services running does.
      if (daemon.exitCode !== null && starts++ < maxStarts) daemon = start();
      return true;
    });
  }

  /** How a program is started that reaches the ports of its containers. */
  inside(command: string, args: readonly string[]): [string, string[]] {
    return this.#room.inside(command, args);
  }

  /** Takes all room of its disk but so much. @returns gives it back */
  fillDisk(leaveMegabytes: number): () => void {
    const { bavail, bsize } = statfsSync(this.#room.at('data'));
    const file = this.#room.at('data/filling');
    const chunk = Buffer.alloc(2 ** 20);
    const chunks = Math.floor((bavail * bsize) / chunk.length) - leaveMegabytes;
    for (let written = 0; written < chunks; written++) appendFileSync(file, chunk);
    return () => rmSync(file, { force: true });
  }

  async remove(): Promise<void> {
    await this.stop();
    await this.#room.close();
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
}
