import { access, constants, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import type { Installation } from './installation.ts';

/** How to start a program: arguments of ours come after `args`. */
export interface Launcher {
  command: string;
  args: string[];
}

const passedOn =
  /^(path|home|userprofile|username|user|logname|appdata|localappdata|programdata|systemroot|windir|comspec|pathext|temp|tmp|tmpdir|lang|lc_.*|(https?|all|no|ftp)_proxy|node_extra_ca_certs|ssl_cert_(file|dir)|requests_ca_bundle|curl_ca_bundle|npm_config_.*|pip_.*|xdg_cache_home|xdg_config_home)$/i;

// npm sets these for the scripts it runs; they would send a nested npm to the outer project.
const outerProject =
  /^npm_config_(local_prefix|global_prefix|prefix|global|location|workspaces?|dry_run|package_lock_only|omit|include|production|only|node_gyp)$/i;

/** What a package client needs of our environment (paths, proxies, certificates, its own settings), nothing else. */
export function packageClientEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && passedOn.test(name) && !outerProject.test(name)) out[name] = value;
  }
  return out;
}

/**
 * npm, as it can be started without a shell: the one that started us, else the first on PATH.
 * @throws AssayError `tool_failed` when there is none
 */
export async function findNpm(
  installation: Pick<Installation, 'node'>,
  env: NodeJS.ProcessEnv,
): Promise<Launcher> {
  const started = env['npm_execpath'];
  // Other package managers set the variable, too.
  if (started !== undefined && path.basename(started) === 'npm-cli.js' && (await isThere(started))) {
    return { command: installation.node, args: [started] };
  }
  for (const folder of searchPath(env)) {
    const script = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    if (process.platform === 'win32') {
      if (await isThere(script)) return { command: installation.node, args: [script] };
      continue;
    }
    const npm = path.join(folder, 'npm');
    if (!(await isThere(npm, constants.X_OK))) continue;
    const target = await realpath(npm);
    if (target.endsWith('.js')) return { command: installation.node, args: [target] };
    return { command: npm, args: [] };
  }
  throw new AssayError('tool_failed', 'npm was not found on the PATH.', {
    hint: 'Install Node.js with npm (https://nodejs.org), or add the folder that holds npm to the PATH.',
  });
}

/** Full paths of the first executable of each name on PATH, in the order of the names. */
export async function findOnPath(names: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    for (const folder of searchPath(env)) {
      const file = path.join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      if (!(await isThere(file, constants.X_OK))) continue;
      found.push(file);
      break;
    }
  }
  return found;
}

export async function isThere(file: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}

function searchPath(env: NodeJS.ProcessEnv): string[] {
  const value = env['PATH'] ?? env['Path'] ?? '';
  // Relative entries would mean whatever folder we happen to be in.
  return value.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}
