import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../engine/domain/errors.ts';
import type { ToolHealth } from '../engine/domain/analyzer-protocol.ts';
import { isKnownGood, rememberGood } from './canary-cache.ts';
import type { ToolAdapter, ToolEnvironment } from './tool-adapter.ts';

const canaryTimeoutMs = 120_000;

/**
 * Whether a tool can be trusted here and now. A tool counts as available once it has found the known
 * defects of its canary; that is remembered for this very tool, adapter, rules and canary.
 */
export async function checkHealth(
  adapter: ToolAdapter,
  environment: ToolEnvironment,
  signal: AbortSignal,
): Promise<ToolHealth> {
  let version: string | null = null;
  try {
    version = await adapter.version(environment);
    const key = await canaryKey(adapter, version, environment);
    if (!(await isKnownGood(environment.cacheDir, adapter.name, key))) {
      await adapter.checkCanary(environment, AbortSignal.any([signal, AbortSignal.timeout(canaryTimeoutMs)]));
      await rememberGood(environment.cacheDir, adapter.name, key);
    }
    return { tool: adapter.name, available: true, reason: null, version };
  } catch (thrown) {
    if (signal.aborted) throw new AssayError('cancelled', `The check of ${adapter.name} was stopped.`);
    const error = AssayError.from(thrown);
    const reason = error.hint === null ? error.message : `${error.message} ${error.hint}`;
    return { tool: adapter.name, available: false, reason, version };
  }
}

async function canaryKey(
  adapter: ToolAdapter,
  version: string,
  environment: ToolEnvironment,
): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([adapter.name, adapter.adapterVersion, version, process.versions.node]));
  const inputs = adapter.inputs(environment);
  for (const input of inputs.contents) {
    for (const file of await filesUnder(input)) {
      hash.update(`\0${path.relative(environment.assetsDir, file)}\0`).update(await readFile(file));
    }
  }
  for (const program of inputs.programs) {
    const info = await stat(program).catch((cause: unknown) => {
      throw new AssayError('tool_failed', `${adapter.name} is incomplete: ${program} is missing.`, { cause });
    });
    hash.update(`\0${program}\0${info.size}\0${info.mtimeMs}`);
  }
  return hash.digest('hex').slice(0, 32);
}

/** The file itself, or all files below a folder, in a fixed order; none when it is not there. */
async function filesUnder(place: string): Promise<string[]> {
  const info = await stat(place).catch(() => null);
  if (!info) return [];
  if (!info.isDirectory()) return [place];
  const entries = await readdir(place, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
