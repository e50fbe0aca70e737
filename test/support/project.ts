import path from 'node:path';
import { spawnSupervised } from '../../src/engine/processes/supervised-process.ts';
import type { SpawnRequest, SupervisedProcess } from '../../src/engine/processes/supervised-process.ts';

/** Absolute path of the project: all test programs are started there. */
export const projectRoot = process.cwd();

/** Where VS Code for the tests is installed; git ignores it. */
export const vscodeFolder = path.join(projectRoot, '.vscode-test');

/** Where tests leave logs and screenshots to be looked at; git ignores it. */
export const resultsFolder = path.join(projectRoot, 'test-results');

/** Starts a program on this Node.js, or any other, that cannot outlive the tests. */
export function spawnForTest(request: SpawnRequest): SupervisedProcess {
  return spawnSupervised({ root: projectRoot, node: process.execPath, nodeEnv: {} }, request);
}
