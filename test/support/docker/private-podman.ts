import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';

const run = promisify(execFile);
const startTimeoutMs = 30_000;
const probeEveryMs = 50;

/** Nothing of the machine's own settings. */
const settings = (folder: string) => `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "lowered"
[engine.runtimes]
lowered = ["${folder}/lowered"]
[network]
network_config_dir = "${folder}/networks"
`;

/** As root Podman asks for limits that root may not raise everywhere: those that nobody has asked for are left out. */
const lowered = `#!/bin/sh
bundle=
for word; do [ "$before" = --bundle ] && bundle=$word; before=$word; done
[ -n "$bundle" ] && sed -i 's/{"type":"RLIMIT_[A-Z]*","hard":1048576,"soft":1048576},\\?//g; s/,\\]/]/g' "$bundle/config.json"
exec runc "$@"
`;

/** A Podman of the tests' own: its data in memory, its network a namespace of its own, without a way out. */
export class PrivatePodman {
  /** As for `DOCKER_HOST`. */
  readonly host: string;
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'assay-podman-'));
  readonly #network = `assay-${randomInt(2 ** 32).toString(16)}`;
  #service: ChildProcess | null = null;

  private constructor() {
    this.host = `unix://${this.#folder}/podman.sock`;
  }

  static async start(dataMegabytes: number): Promise<PrivatePodman> {
    const podman = new PrivatePodman();
    try {
      await podman.#start(dataMegabytes);
      return podman;
    } catch (error) {
      await podman.remove();
      throw error;
    }
  }

  async #start(megabytes: number): Promise<void> {
    const at = (name: string) => path.join(this.#folder, name);
    mkdirSync(at('data'));
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', at('data')]);
    await run('ip', ['netns', 'add', this.#network]);
    await run(...this.inside('ip', ['link', 'set', 'lo', 'up']));
    writeFileSync(at('containers.conf'), settings(this.#folder));
    writeFileSync(at('lowered'), lowered, { mode: 0o755 });
    const log = openSync(at('log'), 'a');
    const [command, args] = this.inside('podman', [
      ...['--root', at('data'), '--runroot', at('run'), 'system', 'service', '--time=0', this.host],
    ]);
    const env = { ...process.env, CONTAINERS_CONF: at('containers.conf') };
    this.#service = spawn(command, args, { cwd: this.#folder, env, stdio: ['ignore', log, log] });
    const deadline = Date.now() + startTimeoutMs;
    while (!(await connectEngine(ownEngineSearch(this.host))).available) {
      if (this.#service.exitCode !== null || Date.now() > deadline) {
        throw new Error(`podman did not start:\n${readFileSync(at('log'), 'utf8').slice(-2_000)}`);
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

  async remove(): Promise<void> {
    const service = this.#service;
    if (service?.exitCode === null && service.signalCode === null) {
      const ended = new Promise((resolve) => service.once('exit', resolve));
      service.kill('SIGTERM');
      await ended;
    }
    await run('umount', ['--recursive', '--lazy', path.join(this.#folder, 'data')]).catch(() => undefined);
    await run('ip', ['netns', 'delete', this.#network]).catch(() => undefined);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
