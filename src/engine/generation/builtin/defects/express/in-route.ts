import { js } from '../../literals.ts';
import type { Operation } from '../../operations.ts';
import type { Edit } from '../defect-kind.ts';
import { inRange } from '../places.ts';

/** Replaces one line in the code of an operation's route. */
export function inRoute(
  { endpoint, path }: Operation,
  line: RegExp,
  replace: (found: string, line: string) => string,
): Edit {
  const start = `  router.${endpoint.method.toLowerCase()}(${js(path.route)}, `;
  const range = (content: string) => {
    const from = content.indexOf(start);
    const to = content.indexOf('\n  });', from);
    return from < 0 || to < 0 ? null : { from, to };
  };
  return inRange('src/routes.js', range, line, replace);
}
