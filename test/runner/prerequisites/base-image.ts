import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { step } from '../../../scripts/setup/step.mjs';
import { findNpm } from '../../../src/engine/processes/package-clients.ts';
import { nodeImage } from '../../support/docker/base-images.ts';
import { installSystemPackage } from './debian.ts';
import { ensureDocker } from './docker.ts';
import { attempt } from './prerequisite.ts';
import type { Availability } from './prerequisite.ts';

/** Debian's own certificates, and whatever this machine trusts besides. */
const certificates = 'etc/ssl/certs/ca-certificates.crt';

/**
 * The base image that the tests build on, made from Debian's packages and the Node.js that runs them, since not every
 * machine can pull one. An image of that name that is there already is taken.
 */
export function ensureBaseImage(): Promise<Availability> {
  return attempt(async () => {
    const docker = await ensureDocker();
    if (!docker.available) throw new Error(docker.reason);
    if (spawnSync('docker', ['image', 'inspect', nodeImage], { stdio: 'ignore' }).status === 0) return;
    if (!existsSync('/usr/sbin/debootstrap')) await installSystemPackage('debootstrap');
    const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-base-image-'));
    try {
      await makeImage(path.join(folder, 'root'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function makeImage(root: string): Promise<void> {
  const debootstrap = ['--variant=minbase', '--include=ca-certificates', 'bookworm', root];
  await step('Making a base image of Debian', 'debootstrap', debootstrap);
  if (existsSync(`/${certificates}`)) await cp(`/${certificates}`, path.join(root, certificates));
  const npm = await findNpm({ node: process.execPath }, process.env);
  const npmFolder = path.dirname(path.dirname(npm.args[0]!));
  await mkdir(path.join(root, 'usr/local/lib/node_modules'), { recursive: true });
  await cp(process.execPath, path.join(root, 'usr/local/bin/node'), { dereference: true });
  await cp(npmFolder, path.join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  for (const [name, file] of [
    ['npm', 'npm-cli.js'],
    ['npx', 'npx-cli.js'],
  ]) {
    await symlink(`../lib/node_modules/npm/bin/${file}`, path.join(root, 'usr/local/bin', name!));
  }
  const changes = [`ENV NODE_EXTRA_CA_CERTS=/${certificates}`, `ENV PATH=/usr/local/bin:/usr/bin:/bin`];
  const options = changes.flatMap((change) => ['--change', `'${change}'`]).join(' ');
  const pipe = `chroot "$0" useradd --create-home node && tar -C "$0" -c . | docker import ${options} - "$1"`;
  await step('Loading it into the engine', 'sh', ['-c', pipe, root, nodeImage]);
}
