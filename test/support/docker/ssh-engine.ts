import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import { engineFoundBy } from './engine.ts';

/**
 * The engine of this machine as one of another that is reached through ssh.
 * @param folder takes the place of that machine: an `ssh` that runs here what it is asked to run there
 */
export async function engineThroughSsh(folder: string): Promise<ContainerEngine> {
  const ssh = path.join(folder, 'ssh');
  writeFileSync(ssh, '#!/bin/sh\nwhile [ "$1" != "--" ]; do shift; done\nshift 2\nexec sh -c "$*"\n');
  chmodSync(ssh, 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, DOCKER_HOST: '' };
  return engineFoundBy({ ...ownEngineSearch('ssh://kim@there:2222/var/run/docker.sock'), env });
}
