import path from 'node:path';

/** What stands before the paths of an answer and is no part of them. */
export interface PathPrefix {
  /** Which rule takes it off. */
  rule: 'dot-slash' | 'container-folder' | 'project-folder';
  prefix: string;
}

/** Where apps live in images: models write the paths of the container. */
const containerFolders = ['/usr/src/app/', '/app/', '/workspace/', '/code/', '/project/'];
const maxProjectFolders = 2;

/**
 * Finds what all paths begin with and what, taken off, makes files that a model may write of any of them.
 * @returns null when there are such files as they are, or cannot be
 */
export function findPathPrefix(paths: readonly string[], writable: readonly string[]): PathPrefix | null {
  if (paths.length === 0 || fit(paths, '', writable)) return null;
  if (fit(paths, './', writable)) return { rule: 'dot-slash', prefix: './' };
  const container = containerFolders.find((prefix) => fit(paths, prefix, writable));
  if (container !== undefined) return { rule: 'container-folder', prefix: container };
  // The name that the model gave the project.
  let prefix = paths[0]!.startsWith('./') ? './' : '';
  for (let folders = 0; folders < maxProjectFolders; folders++) {
    const name = /^[A-Za-z0-9_][A-Za-z0-9._-]*\//.exec(paths[0]!.slice(prefix.length))?.[0];
    if (name === undefined) return null;
    prefix += name;
    if (fit(paths, prefix, writable)) return { rule: 'project-folder', prefix };
  }
  return null;
}

function fit(paths: readonly string[], prefix: string, writable: readonly string[]): boolean {
  if (!paths.every((name) => name.startsWith(prefix))) return false;
  return paths.some((name) => isWritable(name.slice(prefix.length), writable));
}

export function isWritable(name: string, writable: readonly string[]): boolean {
  return writable.some((glob) => path.posix.matchesGlob(name, glob));
}
