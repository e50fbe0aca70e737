/** `npm run screenshot`: runs the UI tests and takes the README's picture from them. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
process.chdir(root);
handOver(node, ['test/runner/screenshot.ts']);
