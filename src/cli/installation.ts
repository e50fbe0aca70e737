import { realpathSync } from 'node:fs';
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
  const program = realpathSync(process.argv[1]!);
  return {
    root: path.join(path.dirname(program), '..'),
    node: process.execPath,
    nodeEnv: {},
    cacheDir: defaultCacheDir(),
  };
}
