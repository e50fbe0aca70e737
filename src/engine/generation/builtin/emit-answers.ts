import type { Shape } from './answers.ts';
import type { Entity } from './entities.ts';
import { js, jsGet, jsKey } from './literals.ts';

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
