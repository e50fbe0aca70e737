import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../engine/domain/errors.ts';
import { defaultCacheDir } from '../engine/processes/installation.ts';
import type { Installation } from '../engine/processes/installation.ts';

const oldestNode = 24;

/** The installation that this very program, `dist/cli.cjs`, is part of. */
export function ownInstallation(): Installation {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw InputError.of(
      process.execPath,
      `is Node.js ${process.version}; Assay needs ${oldestNode} or newer`,
    );
  }
  return {
    root: ownRoot(),
    node: process.execPath,
    nodeEnv: {},
    cacheDir: defaultCacheDir(),
  };
}

/** Of the package that this program is part of. */
export function ownVersion(): string {
  const manifest = readFileSync(path.join(ownRoot(), 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function ownRoot(): string {
  return path.join(path.dirname(realpathSync(process.argv[1]!)), '..');
}
