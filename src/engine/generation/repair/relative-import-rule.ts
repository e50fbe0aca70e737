import path from 'node:path';
import { isFileLink, isThere, linkedPath, moduleLinks } from './module-links.ts';
import { isFrontEnd, isScript } from './repair-rule.ts';
import type { AppFiles, RepairRule } from './repair-rule.ts';
import { parseScript } from './script-tree.ts';
import { applyEdits } from './text-edits.ts';

/** No file that people or models write has more; it bounds what a hostile one costs. */
const most = 500;

export const relativeImportRule: RepairRule = {
  name: 'relative-import',
  description:
    'An import of a file that is not there names the one file that can be meant: with its ending, its spelling, its folder.',
  fix(file, text, app) {
    if (!isScript(file)) return null;
    const { program } = parseScript(text, 'module');
    if (program === null) return null;
    const edits = [];
    for (const { specifier, from, to } of moduleLinks(program, text).slice(0, most)) {
      if (!isFileLink(specifier, file, app)) continue;
      const named = linkedPath(specifier, file, app);
      const meant = isThere(named, app) ? null : onlyCandidate(named, file, app);
      if (meant === null) continue;
      const quote = text[from]!;
      edits.push({ from, to, text: `${quote}${specifierOf(meant, file)}${quote}` });
    }
    const [first] = edits;
    if (first === undefined) return null;
    const detail = `${text.slice(first.from, first.to)} → ${first.text}`;
    return { text: applyEdits(text, edits), count: edits.length, detail };
  },
};

/** The nearest kind of mistake first; two files that can be meant are none. */
function onlyCandidate(named: string, from: string, app: AppFiles): string | null {
  // Data and styles are no scripts with another ending.
  if (/\.(?:json|css|html?|txt|md|svg|wasm|node)$/i.test(named)) return null;
  const reachable = [...new Set([...app.files.keys(), ...app.scaffold.keys()])]
    .filter((file) => isScript(file) && file !== from)
    // A browser gets no file of the server, nor the other way round.
    .filter((file) => isFrontEnd(file, app) === isFrontEnd(from, app));
  const withEnding = (file: string) => [
    `${file}.js`,
    `${file}.mjs`,
    `${file.replace(/\.[a-z]+$/, '')}.js`,
    `${file}/index.js`,
  ];
  const spellings = new Set([named, ...withEnding(named)].map((file) => file.toLowerCase()));
  const endings = new Set(withEnding(named));
  const name = path.posix.basename(named);
  const names = new Set([name, ...withEnding(name).slice(0, 3)]);
  const ways = [
    (file: string) => endings.has(file),
    (file: string) => spellings.has(file.toLowerCase()),
    (file: string) => names.has(path.posix.basename(file)),
  ];
  for (const isMeant of ways) {
    const found = reachable.filter(isMeant);
    if (found.length > 0) return found.length === 1 ? found[0]! : null;
  }
  return null;
}

function specifierOf(file: string, from: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), file);
  return relative.startsWith('.') ? relative : `./${relative}`;
}
