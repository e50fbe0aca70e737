import { readAnswer } from './answers.ts';
import type { AtHand, Shape } from './answers.ts';
import type { Entity } from './entities.ts';
import { js, jsGet, jsKey } from './literals.ts';
import type { Operation } from './operations.ts';

/**
 * The expression that answers: of the variables `row`, `rows`, `filter`, `token` and, for the count, of another
 * expression.
 */
export function emitAnswer(shape: Shape, entity: Entity, count: string): string {
  const emit = (inner: Shape): string => {
    switch (inner.kind) {
      case 'row':
        return `show${entity.type}(row)`;
      case 'rows':
        return `rows.map(show${entity.type})`;
      case 'field':
        return jsGet(`show${entity.type}(row)`, inner.field.key);
      case 'object':
        return `{ ${inner.parts.map(([name, part]) => `${jsKey(name)}: ${emit(part)}`).join(', ')} }`;
      case 'count':
        return count;
      case 'limit':
        return 'filter.limit';
      case 'offset':
        return 'filter.offset';
      case 'page':
        return 'Math.floor(filter.offset / filter.limit) + 1';
      case 'pages':
        return `Math.ceil(${count} / filter.limit)`;
      case 'more':
        return `filter.offset + rows.length < ${count}`;
      case 'token':
        return 'token';
      case 'lifetime':
        return 'lifetimeSeconds';
      case 'expiry':
        return 'new Date(Date.now() + lifetimeSeconds * 1000).toISOString()';
      case 'now':
        return 'new Date().toISOString()';
      case 'literal':
        return js(inner.value);
    }
  };
  return emit(shape);
}

/**
 * The line that answers.
 * @param count expression for the number of rows
 * @returns null when the example asks for what the data does not hold
 */
export function emitResponse(
  have: AtHand,
  response: Operation['endpoint']['response'],
  status: number,
  count: string,
): string | null {
  if (response === null) return `response.status(${status === 200 ? 204 : status}).end();`;
  const shape = readAnswer(response, '', have);
  if (shape === null) return null;
  const code = status === 200 ? '' : `.status(${status})`;
  return `response${code}.json(${emitAnswer(shape, have.entity, count)});`;
}
