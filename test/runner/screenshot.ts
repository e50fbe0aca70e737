/** Runs the UI tests and takes the README's picture from what they saw. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { resultsFolder } from '../support/project.ts';
import { runProgram } from './run-program.ts';

if (!(await runProgram(['test/runner/main.ts', 'ui']))) process.exit(1);
await copyFile(path.join(resultsFolder, 'ui', 'dark', '8-matrix.png'), 'media/screenshot.png');
console.log('media/screenshot.png is new.');
