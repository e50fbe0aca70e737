import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { InputError } from '../engine/domain/errors.ts';
import { parseErrorWords, placeOf } from '../engine/domain/json-place.ts';

/** Where the command line has its settings from: `ASSAY_SETTINGS`, or the platform's folder for them. */
export function settingsFile(env: NodeJS.ProcessEnv = process.env): string {
  if (env['ASSAY_SETTINGS']) return path.resolve(env['ASSAY_SETTINGS']);
  return path.join(configDir(env), 'assay', 'settings.json');
}

function configDir(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env['APPDATA'] ?? path.join(os.homedir(), 'AppData', 'Roaming');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support');
  return env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config');
}

/**
 * The settings in it, by their names with or without the editor's `assay.`: JSON with comments. What they may be is the
 * engine's to check.
 * @throws InputError when it is no such file, or one that is named is not there
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Record<string, unknown> {
  const file = settingsFile(env);
  if (!existsSync(file)) {
    if (env['ASSAY_SETTINGS']) throw InputError.of(file, 'is not there, and ASSAY_SETTINGS names it');
    return {};
  }
  const text = readFileSync(file, 'utf8');
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    throw new InputError(
      errors.map(({ offset, error }) => ({
        file,
        ...placeOf(text, offset),
        message: parseErrorWords(error),
      })),
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw InputError.of(file, 'must hold one JSON object: settings by their names');
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, setting]) => [name.replace(/^assay\./, ''), setting as unknown]),
  );
}
