import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import { hashOf, installOnce, readInput, runInstaller } from './cached-install.ts';
import type { InstallContext } from './cached-install.ts';
import type { Installation } from './installation.ts';
import { findOnPath, isThere, packageClientEnv } from './package-clients.ts';
import { runSupervised } from './supervised-process.ts';

/** Oldest Python (3.x) that our pinned tools run on. */
const minimumMinor = 10;

/**
 * A Python tool in a virtual environment of its own, installed once into the cache from hashed, binary
 * requirements: no package's code runs while it is installed.
 *
 * The environment is renamed into place, so the scripts in it name a folder that is gone: start tools as
 * `pythonOf(folder) -m MODULE`, which holds wherever the folder lies.
 * @returns the absolute folder of the virtual environment
 * @throws AssayError `tool_failed` when there is no usable Python, `transient` when pip could not install
 */
export async function ensurePythonTool(
  installation: Installation,
  source: { name: string; requirementsFile: string },
  context: InstallContext,
): Promise<string> {
  const requirements = await readInput(source.requirementsFile, source.name);
  const key = hashOf([requirements, process.platform, process.arch]);
  return installOnce(
    path.join(installation.cacheDir, 'python', `${source.name}-${key}`),
    // Its python is a link to the system's, which an upgrade may have taken away.
    (folder) => isThere(pythonOf(folder)),
    async (folder) => {
      const python = await findPython(installation, source.name, context.signal);
      context.report(`installing ${source.name}`);
      const run = (...command: string[]) => runInstaller(installation, source.name, folder, command, context);
      await run(python, '-m', 'venv', folder);
      await run(
        ...[pythonOf(folder), '-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:'],
        ...['--no-deps', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
        ...['-r', source.requirementsFile],
      );
    },
  );
}

/** The interpreter of a virtual environment. */
export function pythonOf(folder: string): string {
  return process.platform === 'win32'
    ? path.join(folder, 'Scripts', 'python.exe')
    : path.join(folder, 'bin', 'python');
}

/** Reports what it lacks rather than failing to import it. */
const question = `
import json, sys
lacks = []
for module in ("venv", "ensurepip"):
    try: __import__(module)
    except ImportError: lacks.append(module)
print(json.dumps({"minor": sys.version_info[1] if sys.version_info[0] == 3 else -1, "executable": sys.executable, "lacks": lacks}))
`;

async function findPython(installation: Installation, name: string, signal: AbortSignal): Promise<string> {
  const versioned = [14, 13, 12, 11, 10].map((minor) => `python3.${minor}`);
  const candidates = await findOnPath(['python3', 'python', ...versioned], process.env);
  const unusable: string[] = [];
  for (const command of candidates) {
    const outcome = await runSupervised(
      installation,
      { command, args: ['-I', '-c', question], cwd: installation.root, env: packageClientEnv(process.env) },
      { signal, timeoutMs: 30_000, maxOutputBytes: 10_000 },
    );
    if (outcome.code !== 0) {
      unusable.push(`${command} does not run`);
      continue;
    }
    const answer = JSON.parse(outcome.stdout) as { minor: number; executable: string; lacks: string[] };
    if (answer.minor < minimumMinor) unusable.push(`${command} is older than Python 3.${minimumMinor}`);
    else if (answer.lacks.length > 0) unusable.push(`${command} lacks ${answer.lacks.join(' and ')}`);
    else return answer.executable;
  }
  const isBare = unusable.some((reason) => reason.includes('lacks'));
  throw new AssayError(
    'tool_failed',
    `${name} needs Python 3.${minimumMinor} or newer${isBare ? ' with its venv module' : ''}: ` +
      (unusable.length > 0 ? `${unusable.join('; ')}.` : 'no python3 was found on the PATH.'),
    {
      hint: isBare
        ? 'Install the venv module (Debian and Ubuntu: apt-get install python3-venv), then try again.'
        : `Install Python 3.${minimumMinor} or newer (https://www.python.org), then try again.`,
    },
  );
}
