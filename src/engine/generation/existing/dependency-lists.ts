/** Where dependencies are listed: in the app's folder, or one folder below (`backend/`, `frontend/`). */
const lists = /^(?:[^/]+\/)?(package\.json|requirements\.txt)$/;

export type NpmField = 'dependencies' | 'devDependencies';

/** What kind of list a file is; null: none. */
export function dependencyList(name: string): 'npm' | 'python' | null {
  const [, list] = lists.exec(name) ?? [];
  if (list === undefined) return null;
  return list === 'package.json' ? 'npm' : 'python';
}

/** The packages that a list names; what is no such list names none. */
export function dependenciesIn(name: string, text: string, fields: readonly NpmField[]): Set<string> {
  const kind = dependencyList(name);
  if (kind === 'npm') return npmNames(text, fields);
  return kind === 'python' ? pythonNames(text) : new Set();
}

function npmNames(text: string, fields: readonly NpmField[]): Set<string> {
  const known = new Set<string>();
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return known;
  }
  for (const field of fields) {
    const list = (content as Record<string, unknown> | null)?.[field];
    if (typeof list === 'object' && list !== null) for (const name of Object.keys(list)) known.add(name);
  }
  return known;
}

/** https://pip.pypa.io/en/stable/reference/requirements-file-format/ and PEP 503's normal form of names */
function pythonNames(text: string): Set<string> {
  const known = new Set<string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, name] =
      /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;@#\s\\])/.exec(line) ?? [];
    if (name !== undefined) known.add(name.toLowerCase().replaceAll(/[-_.]+/g, '-'));
  }
  return known;
}
