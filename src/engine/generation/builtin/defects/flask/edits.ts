import { py } from '../../flask/python.ts';
import type { Operation } from '../../operations.ts';
import type { Edit } from '../defect-kind.ts';
import { literal } from '../maker.ts';
import { inFile, inRange } from '../places.ts';
import { routesFile } from './feature.ts';
import { withImports } from './imports.ts';

/** Replaces one line in the code of an operation's route. */
export function inRoute(
  { endpoint, path }: Operation,
  line: RegExp,
  replace: (found: string, line: string) => string,
): Edit {
  // What parameters are called in the code may differ from the template.
  const parts = path.route
    .split(/(?<!\\):\w+/)
    .map((part) => literal(py(part.replaceAll('\\:', ':')).slice(1, -1)));
  const start = new RegExp(
    `@api\\.route\\("${parts.join('<\\w+>')}", methods=\\[${literal(py(endpoint.method))}\\], endpoint=`,
  );
  const range = (content: string) => {
    const from = content.search(start);
    const end = content.indexOf('\n\n\n', from);
    return from < 0 ? null : { from, to: end < 0 ? content.length : end };
  };
  return withImportsOf(inRange(routesFile, range, line, replace));
}

/** Replaces the first place of a pattern, which is whole lines of a module of the app. */
export function inModule(name: string, find: RegExp, replace: (found: string) => string): Edit {
  return withImportsOf(inFile(`backend/app/${name}.py`, find, replace));
}

/** The same change; what its new code uses is imported. */
function withImportsOf({ file, change }: Edit): Edit {
  return {
    file,
    change(content) {
      const changed = change(content);
      if (changed === null) return null;
      const before = new Set(content?.split('\n'));
      const added = changed.split('\n').filter((line) => !before.has(line));
      return withImports(changed, added.join('\n'));
    },
  };
}
