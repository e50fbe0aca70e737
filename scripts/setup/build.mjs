import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';
import { node24 } from './node24.mjs';
import { step } from './step.mjs';

const inputs = ['src', 'test/host', 'test/support', 'esbuild.mjs', 'package.json', 'package-lock.json'];

/** Builds `dist/`, unless it is newer than all it is made from. */
export async function ensureBuild() {
  const builtAt = modifiedAt(path.join(root, 'dist', '.built'));
  if (builtAt > Math.max(...inputs.map((input) => newest(path.join(root, input))))) return;
  await step('Building', node24(), ['esbuild.mjs'], { cwd: root });
}

/** When the newest file or folder in it changed; a folder's own time tells of files removed. */
function newest(/** @type {string} */ place) {
  let time = modifiedAt(place);
  if (time === 0 || !statSync(place).isDirectory()) return time;
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const inside = path.join(place, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(inside) : modifiedAt(inside));
  }
  return time;
}

/** Milliseconds; 0 when it does not exist. */
function modifiedAt(/** @type {string} */ file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
