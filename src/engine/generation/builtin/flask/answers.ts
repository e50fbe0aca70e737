import { readAnswer } from '../answers.ts';
import type { AtHand, Shape } from '../answers.ts';
import type { Operation } from '../operations.ts';
import type { Sum } from '../sums.ts';
import { py, pyDict } from './python.ts';

/** The expression that answers: of the variables `row`, `rows`, `wanted`, `token` and the expression for the count. */
export function emitAnswer(shape: Shape, table: string, count: string): string {
  const emit = (inner: Shape): string => {
    switch (inner.kind) {
      case 'row':
        return `${table}.show(row)`;
      case 'rows':
        return `[${table}.show(row) for row in rows]`;
      case 'field':
        return `${table}.show(row)[${py(inner.field.key)}]`;
      case 'object':
        return pyDict(inner.parts.map(([name, part]) => [name, emit(part)]));
      case 'count':
        return count;
      case 'limit':
        return 'wanted.limit';
      case 'offset':
        return 'wanted.offset';
      case 'page':
        return 'wanted.page';
      case 'pages':
        return `wanted.pages(${count})`;
      case 'more':
        return `wanted.offset + len(rows) < ${count}`;
      case 'token':
        return 'token';
      case 'lifetime':
        return 'LIFETIME_SECONDS';
      case 'expiry':
        return 'expiry_text()';
      case 'now':
        return 'now_text()';
      case 'literal':
        return py(inner.value);
    }
  };
  return emit(shape);
}

/**
 * The line that answers.
 * @returns null when the example asks for what the data does not hold
 */
export function emitResponse(
  have: AtHand,
  table: string,
  response: Operation['endpoint']['response'],
  status: number,
  count: string,
): string | null {
  if (response === null) return `return "", ${status === 200 ? 204 : status}`;
  const shape = readAnswer(response, '', have);
  if (shape === null) return null;
  return `return jsonify(${emitAnswer(shape, table, count)})${status === 200 ? '' : `, ${status}`}`;
}

/** The expression that answers with figures: of the variables `sums` (one row) and `wanted`. */
export function emitSum(sum: Sum, groups: readonly string[]): string {
  switch (sum.kind) {
    case 'figure':
      return `sums[${py(sum.column)}]`;
    case 'groups': {
      const shown = sum.parts
        ? pyDict(sum.parts.map(([name, column]) => [name, `group[${py(column)}]`]))
        : 'group["value"]';
      return `[${shown} for group in rows_of(${py(groups[sum.statement]!)}, wanted.match)]`;
    }
    case 'object':
      return pyDict(sum.parts.map(([name, part]) => [name, emitSum(part, groups)]));
    case 'literal':
      return py(sum.value);
  }
}
