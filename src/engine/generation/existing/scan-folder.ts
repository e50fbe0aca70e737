import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../domain/errors.ts';

/** How much one existing app may be. */
export const folderLimits = { files: 10_000, bytes: 100_000_000 } as const;

/** What was installed, built, cached or recorded: not what somebody wrote. At any depth. */
const leftOut = new Set([
  ...['node_modules', 'bower_components', '.git', '.hg', '.svn', '.assay'],
  ...[
    'dist',
    'build',
    'out',
    'coverage',
    '.next',
    '.nuxt',
    '.svelte-kit',
    '.turbo',
    '.parcel-cache',
    '.vite',
  ],
  ...['.cache', '__pycache__', '.venv', 'venv', '.tox', '.mypy_cache', '.pytest_cache', '.ruff_cache'],
]);

export interface ScannedFile {
  /** Relative, with `/`. */
  name: string;
  /** Bytes. */
  size: number;
}

/**
 * The files of an existing app, sorted. Links are not followed: what one leads to inside of the folder is there already.
 * @param folder real path
 * @param without real paths of folders that are no part of it
 * @throws InputError in one sentence when it cannot be taken as an app
 */
export async function scanFolder(folder: string, without: readonly string[] = []): Promise<ScannedFile[]> {
  const files: ScannedFile[] = [];
  let folders = 0;
  let bytes = 0;
  const refuse = (message: string) => InputError.of(folder, message);
  const visit = async (relative: string): Promise<void> => {
    const entries = await listFolder(folder, relative);
    // A virtual environment, whatever it is called.
    if (relative !== '' && entries.some(({ name }) => name === 'pyvenv.cfg')) return;
    for (const entry of entries) {
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const absolute = path.join(folder, name);
      if (entry.isDirectory()) {
        if (leftOut.has(entry.name) || without.includes(absolute)) continue;
        if (++folders > folderLimits.files) throw refuse(tooMany('folders'));
        await visit(name);
      } else if (entry.isSymbolicLink()) {
        if (!leftOut.has(entry.name)) await assertStaysInside(folder, name);
      } else if (entry.isFile()) {
        if (!isPortable(name)) {
          throw refuse(`the name ${JSON.stringify(name)} cannot be kept on every system; rename the file`);
        }
        if (files.length === folderLimits.files) throw refuse(tooMany('files'));
        const { size } = await reading(folder, name, lstat(absolute));
        bytes += size;
        if (bytes > folderLimits.bytes) throw refuse(tooLarge());
        files.push({ name, size });
      }
    }
  };
  await visit('');
  if (files.length === 0) throw refuse('holds no files of an app; name the folder that its code is in');
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

const smaller = 'name a folder that holds the app alone, without data and what is built';
const tooMany = (what: string) => `holds more than ${folderLimits.files} ${what}; ${smaller}`;
const tooLarge = () => `holds more than ${folderLimits.bytes / 1_000_000} MB; ${smaller}`;

function listFolder(folder: string, relative: string): Promise<Dirent[]> {
  return reading(folder, relative, readdir(path.join(folder, relative), { withFileTypes: true }));
}

/** Names that a manifest of ours can hold, and a path on every system. */
function isPortable(name: string): boolean {
  return !/[\\\uFFFD]/.test(name) && name !== '__proto__';
}

async function assertStaysInside(folder: string, name: string): Promise<void> {
  let target: string;
  try {
    target = await realpath(path.join(folder, name));
  } catch {
    // It leads nowhere, so to nothing that could be analysed.
    return;
  }
  if (isInside(target, folder)) return;
  throw InputError.of(
    folder,
    `${name} is a link that leads out of the folder, to ${target}; put a copy in its place, or remove it`,
  );
}

/** Whether it is the folder or lies in it. Both are real paths. */
export function isInside(target: string, folder: string): boolean {
  const relative = path.relative(folder, target);
  return relative === '' || (relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative));
}

/** @param relative what is read, in the folder */
async function reading<T>(folder: string, relative: string, read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw InputError.of(folder, `${relative === '' ? '' : `${relative} `}${whyNotRead(error)}`);
  }
}

export function whyNotRead(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const isForbidden = code === 'EACCES' || code === 'EPERM';
  if (isForbidden) return 'may not be read; give yourself the permission, or leave it out';
  return `cannot be read (${code ?? message})`;
}
