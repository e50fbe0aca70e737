import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Template } from '../../../src/engine/domain/template.ts';
import { readControls } from '../../../src/engine/generation/builtin/controls.ts';
import { compileFlaskApp } from '../../../src/engine/generation/builtin/flask/compile-flask.ts';
import { ensureNpmInstalled, installOnce } from '../../../src/engine/processes/cached-install.ts';
import { writeFiles } from '../../support/write-files.ts';
import { freely, installation, root } from '../../unit/generation/apps.ts';
import type { Target } from '../../unit/generation/triggers.ts';

const run = promisify(execFile);
export const stackDir = path.join(root, 'stacks/react-flask');
const scaffold = path.join(stackDir, 'scaffold');

/** A Python with the stack's packages, each held to its hash; made once in the cache. */
export async function ensurePython(): Promise<string> {
  const requirements = path.join(scaffold, 'requirements.txt');
  const python = process.env['PYTHON'] ?? 'python3';
  const { stdout: version } = await run(python, ['-VV']);
  const key = createHash('sha256').update(await readFile(requirements)).update(version);
  const folder = path.join(installation.cacheDir, 'python', `react-flask-${key.digest('hex').slice(0, 32)}`);
  const isUsable = async () => true;
  const packages = await installOnce(folder, isUsable, async (target) => {
    const args = ['install', '--quiet', '--require-hashes', '--no-deps', '--only-binary', ':all:'];
    const environment = path.join(target, 'installer');
    await run(python, ['-m', 'venv', environment]);
    const pip = ['-m', 'pip', ...args, '--target', path.join(target, 'packages'), '-r', requirements];
    await run(path.join(environment, 'bin/python'), pip);
    await rm(environment, { recursive: true });
  });
  return path.join(packages, 'packages');
}

/** Where the apps of a suite are, and Python's packages for them. */
interface FlaskPlace {
  folder: string;
  packages: string;
}

/** A folder for the apps of the calling suite, and Python's packages for them. */
export function flaskPlace(): FlaskPlace {
  const place: FlaskPlace = { folder: '', packages: '' };
  before(async () => {
    place.folder = await mkdtemp(path.join(os.tmpdir(), 'assay-flask-'));
    place.packages = await ensurePython();
  });
  after(() => rm(place.folder, { recursive: true, force: true }));
  return place;
}

/** The scaffold, with the app of a template in it when there is one. */
export async function writeApp(folder: string, template: Template | null): Promise<void> {
  await cp(scaffold, folder, { recursive: true });
  if (template !== null) await writeFiles(folder, compileFlaskApp(template, await readControls(stackDir)).files);
}

/** Builds the front end as the stack's image does. */
export async function buildFrontEnd(folder: string): Promise<void> {
  const sourceDir = path.join(scaffold, 'frontend');
  const packages = await ensureNpmInstalled(installation, { name: 'react-flask', sourceDir }, freely());
  const frontEnd = path.join(folder, 'frontend');
  await symlink(path.join(packages, 'node_modules'), path.join(frontEnd, 'node_modules'), 'junction');
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], { cwd: frontEnd });
}

/** Starts an app, does something with it by its base URL and what it has written, and ends it. */
export async function withFlaskApp<T>(
  folder: string,
  packages: string,
  use: (baseUrl: string, log: () => string) => Promise<T>,
): Promise<T> {
  const env = { ...process.env, PYTHONPATH: packages, PORT: '0', HOST: '127.0.0.1' };
  const python = process.env['PYTHON'] ?? 'python3';
  const child = spawn(python, ['backend/server.py'], { cwd: folder, env });
  let output = '';
  try {
    const port = await new Promise<string>((resolve, reject) => {
      const add = (chunk: Buffer) => {
        output += chunk.toString();
        const listening = /listening on [^\n]*:(\d+)/.exec(output);
        if (listening) resolve(listening[1]!);
      };
      child.stdout.on('data', add);
      child.stderr.on('data', add);
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`The app ended at its start.\n${output}`)));
    });
    return await use(`http://127.0.0.1:${port}`, () => output);
  } finally {
    child.kill('SIGKILL');
  }
}

/** Starts an app of these files in the scaffold, in a folder of its own. */
export async function withFlaskFiles<T>(
  { folder, packages }: FlaskPlace,
  files: ReadonlyMap<string, string>,
  use: (app: Target) => Promise<T>,
): Promise<T> {
  const app = await mkdtemp(path.join(folder, 'app-'));
  await writeApp(app, null);
  await writeFiles(app, files);
  return withFlaskApp(app, packages, (baseUrl, log) => use({ baseUrl, log }));
}

/** Parses Python files without running them; throws what Python says is wrong. */
export async function parsePython(files: readonly string[], listFile: string): Promise<void> {
  await writeFile(listFile, JSON.stringify(files));
  const script =
    'import ast, json, sys\nfor name in json.load(open(sys.argv[1])): ast.parse(open(name, encoding="utf-8").read(), name)';
  await run(process.env['PYTHON'] ?? 'python3', ['-c', script, listFile]);
}

const namesScript = `
import ast, builtins, json, sys
for name in json.load(open(sys.argv[1])):
    nodes = list(ast.walk(ast.parse(open(name, encoding="utf-8").read(), name)))
    imported = {(item.asname or item.name).split(".")[0] for node in nodes
                if isinstance(node, (ast.Import, ast.ImportFrom)) for item in node.names}
    bound = {"__name__", *dir(builtins), *imported}
    bound |= {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler))}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound |= {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    for wrong, what in ((read - bound, "is not defined"), (imported - read, "is imported for nothing")):
        for word in sorted(wrong):
            print(f"{name}: {word} {what}")
`;

/**
 * Parses Python modules without running them.
 * @returns names in them that are defined nowhere, or imported and not used
 */
export async function wrongNames(files: readonly string[], listFile: string): Promise<string[]> {
  await writeFile(listFile, JSON.stringify(files));
  const { stdout } = await run(process.env['PYTHON'] ?? 'python3', ['-c', namesScript, listFile]);
  return stdout.split('\n').filter((line) => line !== '');
}
