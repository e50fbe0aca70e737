import { mkdir, readFile, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installation } from '../analyzer/bench.ts';
import type { Installation } from '../../../src/engine/processes/installation.ts';

/** An installation whose processes can be told by its cache folder; what is installed is shared. */
export async function markedInstallation(folder: string): Promise<Installation> {
  const cacheDir = path.join(folder, 'cache');
  await mkdir(cacheDir, { recursive: true });
  for (const part of ['npm', 'python']) {
    await mkdir(path.join(installation.cacheDir, part), { recursive: true });
    await symlink(path.join(installation.cacheDir, part), path.join(cacheDir, part));
  }
  return { ...installation, cacheDir };
}

/** Ids of processes that carry the text in their command line or environment (Linux). */
export async function processesWith(text: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const read = (file: string) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => ''); // gone meanwhile
    const command = (await read('cmdline')).replaceAll('\0', ' ');
    if (command !== '' && (command + (await read('environ'))).includes(text))
      found.push({ pid: Number(name), command });
  }
  return found;
}

/** Waits for what must become true; the test's time limit is the limit. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(10);
}

/** A script that takes ESLint many seconds. */
export const slowScript = Array.from(
  { length: 12_000 },
  (_, index) =>
    `function f${index}(a, b) { if (a === ${index}) { return [a, b].map((c) => c + ${index}); } return b; }`,
).join('\n');
