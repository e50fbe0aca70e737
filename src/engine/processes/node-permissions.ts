import { AssayError } from '../domain/errors.ts';
import type { Installation } from './installation.ts';
import { runSupervised } from './supervised-process.ts';

const neededMajor = 24;

/**
 * Checks that apps can be held by Node's permission model here.
 * @throws AssayError `unhealthy` when Node is too old or has no permission model
 */
export async function checkPermissionModel(installation: Installation, signal: AbortSignal): Promise<void> {
  const script =
    'const { DatabaseSync } = require("node:sqlite");' +
    'const holds = process.permission?.has("fs.write") === false && "setAuthorizer" in DatabaseSync.prototype;' +
    'console.log(process.versions.node, holds);';
  const outcome = await runSupervised(
    installation,
    {
      command: installation.node,
      args: ['--permission', '--eval', script],
      cwd: installation.root,
      env: baseEnv(process.env),
    },
    { signal, timeoutMs: 30_000, maxOutputBytes: 10_000 },
  );
  const [version = '', holds] = outcome.stdout.trim().split(' ');
  if (outcome.code === 0 && holds === 'true' && Number.parseInt(version) >= neededMajor) return;
  const found = version === '' ? 'does not run with its permission model' : `is version ${version}`;
  throw new AssayError('unhealthy', `Apps cannot run as child processes: ${installation.node} ${found}.`, {
    hint: `Install Node.js ${neededMajor} or newer.`,
    detail: outcome.error ?? outcome.stderr,
  });
}

/** What every process needs to start on this platform, and no more. */
export function baseEnv(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return process.platform === 'win32' ? { SystemRoot: env['SystemRoot'] } : {};
}
