import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../domain/errors.ts';
import { incomingFolder } from './blobs.ts';
import { syncFolder } from './files.ts';

/** The folders of one state folder. All paths are absolute. */
export interface StateFolder {
  root: string;
  journal: string;
  snapshots: string;
  owners: string;
  blobs: string;
  /** Where blobs are made: what lies here and is nobody's is left of a crash. */
  incoming: string;
  attempts: string;
  apps: string;
}

export function stateFolder(root: string): StateFolder {
  const at = (name: string) => path.join(root, name);
  return {
    root,
    journal: at('journal'),
    snapshots: at('snapshots'),
    owners: at('owners'),
    blobs: at('blobs'),
    incoming: path.join(at('blobs'), incomingFolder),
    attempts: at('attempts'),
    apps: at('apps'),
  };
}

/** What runs leave is this machine's own; templates and stacks of the workspace are to be shared. */
const ignored = ['/*', '!/templates/', '!/stacks/', ''].join('\n');

/**
 * Makes the folder usable, or says why it is not.
 * @throws InputError that names the folder
 */
export async function prepareStateFolder(root: string): Promise<StateFolder> {
  const folder = stateFolder(root);
  try {
    await makeFolders(folder);
    // Only where there is none: the folder may be somebody's own.
    await writeFile(path.join(root, '.gitignore'), ignored, { flag: 'wx' }).catch(ignoreExisting);
    for (const dir of Object.values(folder)) await readdir(dir as string);
    await refuseFoldersAsFiles(folder);
  } catch (error) {
    if (InputError.is(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw InputError.of(root, `the state folder cannot be used (${explain(code) ?? message})`);
  }
  return folder;
}

/** Other names are none of ours: whatever they are, they are left alone. */
const fileNames = { journal: /\.journal$/, snapshots: /\.sqlite$/, owners: /^owner-\d+$/ } as const;

async function refuseFoldersAsFiles(folder: StateFolder): Promise<void> {
  for (const [part, names] of Object.entries(fileNames)) {
    const dir = folder[part as keyof typeof fileNames];
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      if (!entry.isDirectory() || !names.test(entry.name)) continue;
      const message = 'is a folder where a file of the state should be; Assay has not made it: move it away';
      throw InputError.of(path.join(dir, entry.name), message);
    }
  }
}

/** Durably: what is written into a folder is lost with it when a power failure takes its entry. */
async function makeFolders(folder: StateFolder): Promise<void> {
  const first = await mkdir(folder.root, { recursive: true });
  if (first !== undefined) {
    for (let made = folder.root; made.startsWith(first); made = path.dirname(made)) {
      await syncFolder(path.dirname(made));
    }
  }
  for (const dir of Object.values(folder)) await mkdir(dir as string, { recursive: true });
  await syncFolder(folder.root);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function explain(code: string | undefined): string | null {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read and write it';
    case 'EROFS':
      return 'it is on a read-only file system';
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file is in its place';
    case undefined:
    default:
      return null;
  }
}
