import { globSync } from 'node:fs';
import path from 'node:path';
import { testsBegin } from '../support/vscode/test-log.ts';
import { runMocha } from './run-mocha.ts';

const timeoutMs = 60_000;

/** Called in VS Code's extension host; `__dirname` is the folder of the bundles. */
export async function run(): Promise<void> {
  const files = globSync('**/*.test.cjs', { cwd: __dirname }).sort();
  console.log(testsBegin);
  const { failed, passed } = await runMocha(
    files.map((file) => path.join(__dirname, file)),
    timeoutMs,
  );
  if (failed > 0 || passed === 0) throw new Error(`${passed} host tests passed, ${failed} failed.`);
}
