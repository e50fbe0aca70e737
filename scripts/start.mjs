/** `npm start`: a clone, made ready, runs the quickstart in the terminal. Arguments go to `assay run`. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
handOver(node, [
  `${root}/dist/cli.cjs`,
  'run',
  `${root}/examples/quickstart.assay.json`,
  ...process.argv.slice(2),
]);
