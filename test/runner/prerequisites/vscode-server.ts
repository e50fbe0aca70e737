import { mkdir, rm, writeFile } from 'node:fs/promises';
import { npm } from '../../../scripts/setup/npm.mjs';
import { step } from '../../../scripts/setup/step.mjs';
import {
  isServerInstalled,
  serverFolder,
  serverHome,
  serverPackage,
  serverStamp,
} from '../../support/vscode/server-installation.ts';
import { attempt } from './prerequisite.ts';
import type { Availability } from './prerequisite.ts';

const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** VS Code's server with its workbench, from npm. */
export function ensureVscodeServer(): Promise<Availability> {
  return attempt(async () => {
    if (isServerInstalled()) return;
    await rm(serverHome, { recursive: true, force: true });
    await mkdir(serverHome, { recursive: true });
    await writeFile(`${serverHome}/package.json`, '{"private": true}');
    await install(`Installing VS Code (${serverPackage})`, serverHome, [serverPackage]);
    await install('Installing the packages of VS Code', serverFolder, ['--omit=dev']);
    await writeFile(serverStamp, '');
  });
}

async function install(title: string, folder: string, what: string[]): Promise<void> {
  const { command, args, shell } = npm(['install', '--prefix', folder, ...flags, ...what]);
  await step(title, command, args, { cwd: folder, shell });
}
