import { readdirSync } from 'node:fs';
import path from 'node:path';
import { AssayError } from '../engine/domain/errors.ts';
import type { ToolEnvironment } from './tool-adapter.ts';

/**
 * The `site-packages` folder of a tool's virtual environment.
 * @throws AssayError `tool_failed` when the tool is not installed
 */
export function pythonPackages(environment: ToolEnvironment, tool: string): string {
  const folder = environment.pythonDirs.get(tool);
  if (folder === undefined) throw new AssayError('tool_failed', 'it is not installed on this machine.');
  if (process.platform === 'win32') return path.join(folder, 'Lib', 'site-packages');
  const lib = path.join(folder, 'lib');
  const version = namesIn(lib).find((name) => /^python3\.\d+$/.test(name));
  if (version === undefined) throw new AssayError('tool_failed', `${folder} is no virtual environment.`);
  return path.join(lib, version, 'site-packages');
}

/** The version in the name of the package's metadata folder (PyPA, recording installed projects): no Python starts. */
export async function pythonPackageVersion(environment: ToolEnvironment, tool: string): Promise<string> {
  const folder = pythonPackages(environment, tool);
  const pattern = new RegExp(`^${tool.replaceAll('-', '_')}-([^-]+)\\.dist-info$`);
  for (const name of namesIn(folder)) {
    const version = pattern.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  throw new AssayError('tool_failed', `${tool} is not installed in ${folder}.`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new AssayError('tool_failed', `${folder} cannot be read.`, { cause });
  }
}
