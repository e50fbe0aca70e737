/** `npm test [-- SUITE…]`: a clone, made ready, runs its tests. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
process.chdir(root);
handOver(node, ['test/runner/main.ts', ...process.argv.slice(2)]);
