#!/usr/bin/env node
/**
 * Stands in for VS Code's desktop executable where that cannot be had: takes the arguments that
 * `@vscode/test-electron` gives it, runs the extension tests in VS Code's server and a browser, and ends
 * with their exit status.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openEditor } from './editor.ts';
import { testsBegin, vscodeLogVariable } from './test-log.ts';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
  },
});

const { extensionDevelopmentPath, extensionTestsPath } = values;
const [extension, ...otherExtensions] = (extensionDevelopmentPath ?? []).map(String);
if (extension === undefined || typeof extensionTestsPath !== 'string') {
  throw new Error('--extensionDevelopmentPath and --extensionTestsPath are needed.');
}
let begun = false;
const editor = await openEditor({
  workspace: positionals[0] ? path.resolve(positionals[0]) : null,
  extension,
  otherExtensions,
  extensionTests: extensionTestsPath,
  settings: await readSettings(values['user-data-dir']),
  onLog: (type, text) => {
    begun ||= text === testsBegin;
    if (begun && (type === 'info' || type === 'log')) process.stdout.write(`${text}\n`);
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void editor.close().finally(() => process.exit(1)));
}
try {
  process.exitCode = await editor.testsExit;
} finally {
  await writeLog(editor.log());
  await editor.close();
}

async function writeLog(text: string): Promise<void> {
  const file = process.env[vscodeLogVariable];
  if (!file) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function readSettings(userDataDir: unknown): Promise<Record<string, unknown>> {
  if (typeof userDataDir !== 'string') return {};
  try {
    const text = await readFile(path.join(userDataDir, 'User', 'settings.json'), 'utf8');
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
