import { dependenciesMatch } from '../../scripts/setup/dependencies.mjs';
import { npm } from '../../scripts/setup/npm.mjs';
import { step } from '../../scripts/setup/step.mjs';
import path from 'node:path';
import { projectRoot } from '../../test/support/project.ts';

/**
 * Installs the libraries that Assay is compared with, as the bench's lock file says.
 *
 * @returns why they cannot be had; null when they are there
 */
export async function missingPeers(): Promise<string | null> {
  const folder = path.join(projectRoot, 'bench');
  if (dependenciesMatch(folder)) return null;
  const { command, args, shell } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  try {
    await step('Installing what Assay is compared with', command, args, { cwd: folder, shell });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
