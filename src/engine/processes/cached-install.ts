import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import type { Installation } from './installation.ts';
import { findNpm, isThere, packageClientEnv } from './package-clients.ts';
import { runSupervised } from './supervised-process.ts';

/** An installation may take minutes: it can be stopped, and says what it does. */
export interface InstallContext {
  readonly signal: AbortSignal;
  report(step: string): void;
}

const installTimeoutMs = 900_000;
const abandonedAfterMs = 24 * 3_600_000;
const marker = '.complete';

/**
 * The packages of a `package.json` with its `package-lock.json`, installed once into the cache without
 * running any package's scripts.
 * @param source `name`: for the folder and for messages; `sourceDir`: absolute folder with both files
 * @returns the absolute folder that holds `node_modules`
 * @throws AssayError `tool_failed` when npm is missing, `transient` when it could not install
 */
export async function ensureNpmInstalled(
  installation: Installation,
  source: { name: string; sourceDir: string },
  context: InstallContext,
): Promise<string> {
  const files = ['package.json', 'package-lock.json'];
  const contents = await Promise.all(
    files.map((file) => readInput(path.join(source.sourceDir, file), source.name)),
  );
  const key = hashOf([...contents, await nodeMajor(installation, context.signal)]);
  return installOnce(
    path.join(installation.cacheDir, 'npm', `${source.name}-${key}`),
    async () => true,
    async (folder) => {
      const npm = await findNpm(installation, process.env);
      context.report(`installing the packages of ${source.name}`);
      for (const file of files) await copyFile(path.join(source.sourceDir, file), path.join(folder, file));
      const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--prefix', folder];
      await runInstaller(installation, source.name, folder, [npm.command, ...npm.args, ...args], context);
    },
  );
}

/**
 * Makes the folder once. It is filled under another name and then renamed, so it is there whole or not at
 * all; of two processes that do it at once the second throws its own away.
 * @param isUsable whether a folder that is there can still be used; if not it is made anew
 */
export async function installOnce(
  target: string,
  isUsable: (folder: string) => Promise<boolean>,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const usable = async () => (await isThere(path.join(target, marker))) && (await isUsable(target));
  if (await usable()) return target;
  await mkdir(path.dirname(target), { recursive: true });
  await removeAbandoned(path.dirname(target));
  const temporary = `${target}.tmp-${randomUUID()}`;
  await mkdir(temporary);
  try {
    await fill(temporary);
    await writeFile(path.join(temporary, marker), '');
    await rename(temporary, target).catch(async () => {
      // Something is there: what another process made meanwhile, or what can no longer be used.
      if (await usable()) return;
      await rm(target, { recursive: true, force: true });
      await rename(temporary, target);
    });
    return target;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Runs one command of an installation; what it printed is the error's detail when it fails. */
export async function runInstaller(
  installation: Installation,
  name: string,
  folder: string,
  command: readonly string[],
  context: InstallContext,
): Promise<void> {
  const outcome = await runSupervised(
    installation,
    { command: command[0]!, args: command.slice(1), cwd: folder, env: packageClientEnv(process.env) },
    { signal: context.signal, timeoutMs: installTimeoutMs, maxOutputBytes: 200_000 },
  );
  if (outcome.code === 0) return;
  const said = (outcome.error ?? `${outcome.stdout}\n${outcome.stderr}`).trim().slice(-4_000);
  throw new AssayError('transient', `The packages of ${name} could not be installed: ${gist(said)}`, {
    hint: 'Check that the package registry can be reached from here, then try again.',
    detail: said,
  });
}

/** @returns the first 16 hex digits of SHA-256 over the parts: enough for a cache's names */
export function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** @throws AssayError `bug`: the files ship with Assay */
export async function readInput(file: string, name: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new AssayError('bug', `${name} cannot be installed: ${file} cannot be read.`, { cause });
  });
}

async function nodeMajor(installation: Installation, signal: AbortSignal): Promise<string> {
  if (installation.node === process.execPath) return process.versions.node.split('.')[0]!;
  const outcome = await runSupervised(
    installation,
    {
      command: installation.node,
      args: ['-p', 'process.versions.node'],
      cwd: installation.root,
      env: packageClientEnv(process.env),
    },
    { signal, timeoutMs: 30_000, maxOutputBytes: 1_000 },
  );
  const major = /^\d+/.exec(outcome.stdout)?.[0];
  if (outcome.code === 0 && major !== undefined) return major;
  throw new AssayError('tool_failed', `${installation.node} does not run as Node.js.`, {
    hint: 'Install Node.js 24 or newer.',
    detail: outcome.error ?? outcome.stderr,
  });
}

/** What a killed installation left behind, once nobody can still be filling it. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.includes('.tmp-')) continue;
    const file = path.join(folder, entry);
    const age = await stat(file).then(
      (info) => Date.now() - info.mtimeMs,
      () => 0, // gone meanwhile
    );
    if (age > abandonedAfterMs) await rm(file, { recursive: true, force: true });
  }
}

/** The line of a client's output that says most: its last error. */
function gist(output: string): string {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /\berr(or)?\b/i.test(line) && !/complete log|debug log/i.test(line));
  return (errors.find((line) => /code|ERROR/.test(line)) ?? errors[0] ?? lines.at(-1) ?? 'no output').slice(
    0,
    300,
  );
}
