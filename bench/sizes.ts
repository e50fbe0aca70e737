import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../test/support/project.ts';

export interface FileSize {
  /** Relative to `dist/`. */
  name: string;
  bytes: number;
}

/** Of all bundles that are shipped, largest first. */
export function bundleSizes(): FileSize[] {
  const dist = path.join(projectRoot, 'dist');
  return globSync(['*.cjs', '*.wasm', 'webview/*.{js,css}'], { cwd: dist })
    .map((name) => ({ name, bytes: statSync(path.join(dist, name)).size }))
    .sort((a, b) => b.bytes - a.bytes);
}
