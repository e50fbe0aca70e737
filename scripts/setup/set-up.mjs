import { ensureBuild } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { node24 } from './node24.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * Makes a fresh clone ready to run: dependencies, Node.js 24, the build. Does nothing when all is there.
 * Ends the process with a message when something cannot be had.
 *
 * @returns {Promise<string>} the Node.js to run everything with
 */
export async function setUp() {
  try {
    await ensureDependencies();
    const node = node24();
    await ensureBuild();
    return node;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
