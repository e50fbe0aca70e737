import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';
import { SetUpError } from './set-up-error.mjs';

/** The Node.js that comes with the dependencies. */
export const bundledNode = path.join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * A Node.js ≥ 24: this one, or the one that comes with the dependencies.
 *
 * @throws {SetUpError} when there is neither
 */
export function node24() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  if (existsSync(bundledNode)) return bundledNode;
  throw new SetUpError(
    `Assay needs Node.js 24, this is ${process.version}, and npm's "node" package did not bring its binary ` +
      `(${bundledNode}): its install script was not allowed to run. Allow it, or install Node.js 24.`,
  );
}
