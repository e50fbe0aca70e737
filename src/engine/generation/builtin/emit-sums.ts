import { js, jsKey } from './literals.ts';
import type { Sum } from './sums.ts';

/**
 * The expression that answers with figures: of the variables `sums` (one row) and `match` (the parameters), and of
 * statements that are named `groups` and the number.
 * @param suffix ends the statements' names
 */
export function emitSum(sum: Sum, suffix: string): string {
  switch (sum.kind) {
    case 'figure':
      return `sums.${sum.column}`;
    case 'groups': {
      const object = sum.parts?.map(([name, column]) => `${jsKey(name)}: group.${column}`).join(', ');
      const shown = object === undefined ? 'group.value' : `({ ${object} })`;
      return `groups${sum.statement}${suffix}.all(match).map((group) => ${shown})`;
    }
    case 'object':
      return `{ ${sum.parts.map(([name, part]) => `${jsKey(name)}: ${emitSum(part, suffix)}`).join(', ')} }`;
    case 'literal':
      return js(sum.value);
  }
}
