import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { endProcess } from './end-process.ts';
import { EngineRoom } from './engine-room.ts';

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

/** A Podman of the tests' own. */
export class PrivatePodman {
  readonly #room = new EngineRoom('podman');
  #service: ChildProcess | null = null;

  private constructor() {}

  static async start(dataMegabytes: number): Promise<PrivatePodman> {
    const podman = new PrivatePodman();
    try {
      await podman.#room.open(dataMegabytes);
      await podman.#start();
      return podman;
    } catch (error) {
      await podman.remove();
      throw error;
    }
  }

  /** As for `DOCKER_HOST`. */
  get host(): string {
    return this.#room.host;
  }

  async #start(): Promise<void> {
    const { folder: cwd, host } = this.#room;
    const at = (name: string) => this.#room.at(name);
    writeFileSync(at('containers.conf'), settings(cwd));
    writeFileSync(at('lowered'), lowered, { mode: 0o755 });
    const log = this.#room.openLog();
    const [command, args] = this.inside('podman', [
      ...['--root', at('data'), '--runroot', at('run'), 'system', 'service', '--time=0', host],
    ]);
    const env = { ...process.env, CONTAINERS_CONF: at('containers.conf') };
    const service = spawn(command, args, { cwd, env, stdio: ['ignore', log, log] });
    this.#service = service;
    await this.#room.untilAnswered(() => service.exitCode === null);
  }

  /** Images of the engine that all tests use. */
  load(images: readonly string[]): Promise<void> {
    return this.#room.load(images);
  }

  /** How a program is started that reaches the ports of its containers. */
  inside(command: string, args: readonly string[]): [string, string[]] {
    return this.#room.inside(command, args);
  }

  async remove(): Promise<void> {
    await endProcess(this.#service, 'SIGTERM');
    await this.#room.close();
  }
}
