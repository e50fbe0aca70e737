import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import { engineFoundBy } from './engine.ts';

/** The engine of this machine as that of another one, which is reached through an `ssh` that runs here what it is asked to run there. */
export class SshEngine {
  /** As for the setting `containers.engine`. */
  readonly host: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #connections: string;
  readonly #noRoute: string;

  /** @param folder takes the place of that machine */
  constructor(folder: string) {
    const socket = process.env['DOCKER_HOST']?.replace('unix://', '') || '/var/run/docker.sock';
    this.host = `ssh://kim@there:2222${socket}`;
    this.#connections = path.join(folder, 'connections');
    this.#noRoute = path.join(folder, 'no-route');
    const ssh = path.join(folder, 'ssh');
    const lines = [
      '#!/bin/sh',
      `if [ -e '${this.#noRoute}' ]; then echo 'No route to host' >&2; exit 255; fi`,
      `echo $$ >> '${this.#connections}'`,
      'while [ "$1" != "--" ]; do shift; done',
      'shift 2',
      // The process that was written down.
      'eval "exec $*"',
    ];
    writeFileSync(ssh, `${lines.join('\n')}\n`);
    chmodSync(ssh, 0o755);
    writeFileSync(this.#connections, '');
    this.env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, DOCKER_HOST: '' };
  }

  connect(): Promise<ContainerEngine> {
    return engineFoundBy({ ...ownEngineSearch(this.host), env: this.env });
  }

  /** Ends all connections to it. @param how `SIGSTOP`: nothing comes through them any more, and nobody is told */
  cut(how: 'SIGKILL' | 'SIGSTOP' = 'SIGKILL'): void {
    for (const pid of readFileSync(this.#connections, 'utf8').split('\n').filter(Boolean)) {
      // Those that are over have left their number to others.
      if (isConnection(pid)) process.kill(Number(pid), how);
    }
  }

  /** Until it is taken back no connection comes about. */
  takeRouteAway(): void {
    writeFileSync(this.#noRoute, '');
  }

  giveRouteBack(): void {
    rmSync(this.#noRoute);
  }
}

function isConnection(pid: string): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').includes('dial-stdio');
}

/** As `SshEngine`, where only the engine is wanted. */
export function engineThroughSsh(folder: string): Promise<ContainerEngine> {
  return new SshEngine(folder).connect();
}
