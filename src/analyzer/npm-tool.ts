import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../engine/domain/errors.ts';
import type { ToolEnvironment } from './tool-adapter.ts';

/** @throws AssayError `tool_failed` when the service has no installed npm packages */
export function npmToolbox(environment: ToolEnvironment): string {
  if (environment.npmDir !== null) return environment.npmDir;
  throw new AssayError('tool_failed', 'its packages are not installed on this machine.');
}

/** Absolute path of a file of an installed package. */
export function packageFile(environment: ToolEnvironment, name: string, file: string): string {
  return path.join(npmToolbox(environment), 'node_modules', ...name.split('/'), file);
}

/** A package's version, from its own `package.json`. */
export async function packageVersion(environment: ToolEnvironment, name: string): Promise<string> {
  const file = packageFile(environment, name, 'package.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AssayError('tool_failed', `${name} is not installed: ${file} is missing.`, { cause });
  });
  const { version } = JSON.parse(text) as { version?: unknown };
  if (typeof version === 'string') return version;
  throw new AssayError('tool_failed', `${file} names no version.`);
}
