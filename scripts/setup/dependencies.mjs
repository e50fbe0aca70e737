import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';
import { bundledNode } from './node24.mjs';
import { npm } from './npm.mjs';
import { step } from './step.mjs';

/** @typedef {Record<string, {version?: string, integrity?: string, optional?: boolean}>} Packages */

/** Installs the dependencies as the lock file says, unless they are there. */
export async function ensureDependencies() {
  if (dependenciesMatch(root) && existsSync(bundledNode)) return;
  const { command, args, shell } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  await step('Installing dependencies', command, args, { cwd: root, shell });
}

/**
 * Whether what npm wrote down of its last installation is what the lock file asks for. Packages that the
 * lock file calls optional may be missing: they are for other platforms.
 *
 * @param {string} folder
 */
export function dependenciesMatch(folder) {
  const installed = readPackages(path.join(folder, 'node_modules', '.package-lock.json'));
  const wanted = readPackages(path.join(folder, 'package-lock.json'));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true;
    const found = installed[place];
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Packages | null}
 */
function readPackages(file) {
  if (!existsSync(file)) return null;
  try {
    const lock = /** @type {{packages?: Packages}} */ (JSON.parse(readFileSync(file, 'utf8')));
    return lock.packages ?? null;
  } catch (error) {
    // An installation that was cut off leaves such a file; it is written anew.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
