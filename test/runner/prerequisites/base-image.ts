import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { step } from '../../../scripts/setup/step.mjs';
import { findNpm } from '../../../src/engine/processes/package-clients.ts';
import { nodeImage, pythonImage } from '../../support/docker/base-images.ts';
import { installSystemPackage } from './debian.ts';
import { ensureDocker } from './docker.ts';
import { attempt } from './prerequisite.ts';
import type { Availability } from './prerequisite.ts';

/** Debian's own certificates, and whatever this machine trusts besides. */
const certificates = 'etc/ssl/certs/ca-certificates.crt';

interface BaseImage {
  name: string;
  /** Of Debian. */
  release: string;
  packages: string[];
  /** Makes of Debian what the image is known for. */
  fill(root: string): Promise<void>;
  environment: string[];
}

const baseImages: readonly BaseImage[] = [
  {
    ...{ name: nodeImage, release: 'bookworm', packages: ['ca-certificates'], fill: addNode },
    environment: [`NODE_EXTRA_CA_CERTS=/${certificates}`],
  },
  // Its Python is the one that the stacks are made for, and no other release of Debian has it.
  {
    ...{ name: pythonImage, release: 'trixie', fill: openPython, environment: [] },
    packages: ['ca-certificates', 'python3', 'python3-pip'],
  },
];

/**
 * The base images that the tests build on, made from Debian's packages and the Node.js that runs them, since not every
 * machine can pull one. An image of that name that is there already is taken.
 */
export function ensureBaseImages(): Promise<Availability> {
  return attempt(async () => {
    const docker = await ensureDocker();
    if (!docker.available) throw new Error(docker.reason);
    for (const image of baseImages) {
      if (spawnSync('docker', ['image', 'inspect', image.name], { stdio: 'ignore' }).status === 0) continue;
      if (!existsSync('/usr/sbin/debootstrap')) await installSystemPackage('debootstrap');
      const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-base-image-'));
      try {
        await makeImage(image, path.join(folder, 'root'));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  });
}

async function makeImage(image: BaseImage, root: string): Promise<void> {
  const { name, release, packages, fill, environment } = image;
  const debootstrap = ['--variant=minbase', `--include=${packages.join()}`, release, root];
  await step(`Making the base image ${name} of Debian`, 'debootstrap', debootstrap);
  if (existsSync(`/${certificates}`)) await cp(`/${certificates}`, path.join(root, certificates));
  await fill(root);
  const changes = [...environment, 'PATH=/usr/local/bin:/usr/bin:/bin'];
  const options = changes.flatMap((change) => ['--change', `'ENV ${change}'`]).join(' ');
  const pipe = `tar -C "$0" -c . | docker import ${options} - "$1"`;
  await step('Loading it into the engine', 'sh', ['-c', pipe, root, name]);
}

async function addNode(root: string): Promise<void> {
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
  await step('Adding its user', 'chroot', [root, 'useradd', '--create-home', 'node']);
}

/** As in Python's own images: called `python`, and pip installs for all. */
async function openPython(root: string): Promise<void> {
  await symlink('/usr/bin/python3', path.join(root, 'usr/local/bin/python'));
  await rm(path.join(root, 'usr/lib/python3.13/EXTERNALLY-MANAGED'));
}
