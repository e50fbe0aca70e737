import os from 'node:os';
import path from 'node:path';

/** Where the parts that ship with Assay are, and what they run on. Paths are absolute. */
export interface Installation {
  /** Folder with `dist/`, `templates/`, `stacks/` and `toolboxes/`. */
  root: string;
  /** A Node.js ≥ 24 executable. */
  node: string;
  /** Set when `node` is the editor's own executable: it behaves as Node.js with this variable only. */
  nodeEnv: Readonly<Record<string, string>>;
  /** For what can be fetched again: toolboxes, dependencies of stacks, canary results. */
  cacheDir: string;
}

export type ProgramName = 'analyzer' | 'supervisor' | 'app-runner' | 'forwarder' | 'snapshot-worker';

/** The bundle of a program of ours. */
export function programPath(installation: Pick<Installation, 'root'>, program: ProgramName): string {
  return path.join(installation.root, 'dist', `${program}.cjs`);
}

/** The platform's folder for caches (XDG Base Directory, macOS and Windows conventions), or `ASSAY_CACHE`. */
export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['ASSAY_CACHE']) return path.resolve(env['ASSAY_CACHE']);
  if (process.platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] ?? path.join(os.homedir(), 'AppData', 'Local'), 'assay', 'Cache');
  }
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'assay');
  return path.join(env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'assay');
}
