/** `npm run test:crash -- ARGS`: a clone, made ready, kills running pipelines and cuts their power. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
process.chdir(root);
handOver(node, ['test/crash/campaign.ts', ...process.argv.slice(2)]);
