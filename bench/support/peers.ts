import { dependenciesMatch } from '../../scripts/setup/dependencies.mjs';
import { npm } from '../../scripts/setup/npm.mjs';
import { step } from '../../scripts/setup/step.mjs';
import path from 'node:path';
import { projectRoot } from '../../test/support/project.ts';

/** Installs the libraries that Assay is compared with, as the bench's lock file says. */
export async function ensurePeers(): Promise<void> {
  const folder = path.join(projectRoot, 'bench');
  if (dependenciesMatch(folder)) return;
  const { command, args, shell } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  await step('Installing what Assay is compared with', command, args, { cwd: folder, shell });
}
