/** `npm run -s assay -- ARGS`: the command line of a clone. Paths in ARGS are relative to where npm was called. */
import { root } from './setup/root.mjs';
import { setUp } from './setup/set-up.mjs';
import { handOver } from './setup/hand-over.mjs';

const node = await setUp();
if (process.env['INIT_CWD']) process.chdir(process.env['INIT_CWD']);
handOver(node, [`${root}/dist/cli.cjs`, ...process.argv.slice(2)]);
