import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Result } from 'sarif';

export type Place =
  | { kind: 'file'; path: string; startLine: number; endLine: number }
  /** An address of the running app, starting with `/`. */
  | { kind: 'url'; path: string }
  | { kind: 'none'; path: null };

/** The base that locations in the running app are relative to. */
const appBase = 'APP';

/** Where a result is, with its path relative to the app's source; `outside`: in a file that is not the app's. */
export function placeOf(result: Result, sourceDir: string): Place | 'outside' {
  const location = result.locations?.[0]?.physicalLocation;
  const uri = location?.artifactLocation?.uri;
  if (uri === undefined) return { kind: 'none', path: null };
  if (location?.artifactLocation?.uriBaseId === appBase) return { kind: 'url', path: `/${uri}` };
  const relative = relativePath(uri, sourceDir);
  if (relative === null) return 'outside';
  const startLine = location?.region?.startLine ?? 1;
  return { kind: 'file', path: relative, startLine, endLine: location?.region?.endLine ?? startLine };
}

/** @returns null when the file is not in the folder */
function relativePath(uri: string, sourceDir: string): string | null {
  let file: string;
  try {
    file = uri.startsWith('file:') ? fileURLToPath(uri) : path.resolve(sourceDir, decodeURIComponent(uri));
  } catch {
    // Not an address of a file at all.
    return null;
  }
  const relative = path.relative(sourceDir, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return null;
  return relative.split(path.sep).join('/');
}
