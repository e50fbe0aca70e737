/** `npm run test:containers -- ARGS`: a clone, made ready, kills runs whose apps are in containers. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
process.chdir(root);
handOver(node, ['test/containers/campaign.ts', ...process.argv.slice(2)]);
