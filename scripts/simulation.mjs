/** `npm run test:simulation -- ARGS`: a clone, made ready, simulates the engine in virtual time. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
process.chdir(root);
handOver(node, [
  '--import',
  './test/simulation/support/machine/register.ts',
  'test/simulation/campaign.ts',
  ...process.argv.slice(2),
]);
