/** `npm run bench`: a clone, made ready, is measured. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
process.chdir(root);
handOver(node, ['bench/main.ts', ...process.argv.slice(2)]);
