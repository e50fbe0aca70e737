/** `node mocha-main.ts TIMEOUT_MS PATTERN…`: runs the test files that the patterns name, in plain Node.js. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { runMocha } from './run-mocha.ts';

const [timeoutMs, ...patterns] = process.argv.slice(2);
const files = globSync(patterns).sort();
const { failed, passed } = await runMocha(
  files.map((file) => path.resolve(file)),
  Number(timeoutMs),
);
// Nothing may hold the process open after the tests: what leaks fails here, not by hanging.
process.exit(failed > 0 || passed === 0 ? 1 : 0);
