import { filterFields, sinceField, sortFields } from './conditions.ts';
import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { js, jsGet, jsKey } from './literals.ts';

/** The function that reads a filter from a query. */
export function emitFilter(entity: Entity): string[] {
  const { type } = entity;
  const sorts = sortFields(entity).map((field) => `${jsKey(field.key)}: ${js(field.column)}`);
  return [
    `const sorts${type} = new Map(Object.entries({ ${sorts.join(', ')} }));`,
    '',
    '/** What a list is limited to, and its order. */',
    `export function filter${type}(query) {`,
    '  return {',
    '    match: {',
    '      search: patternOf(query.q ?? query.search ?? query.query),',
    ...filterFields(entity).map((field) => `      ${field.column}: ${sent(field)},`),
    ...(sinceField(entity) ? ['      since: timeOf(query.since),'] : []),
    ...(entity.owners.length > 0 ? ['      account: null,'] : []),
    ...(entity.transfer ? ['      parent: null,'] : []),
    '    },',
    `    ...orderOf(query, sorts${type}),`,
    '    ...pageOf(query),',
    '  };',
    '}',
  ];
}

function sent(field: Field): string {
  const keys = [field.key, ...(field.kind === 'list' ? [field.key.replace(/s$/, '')] : [])];
  const value = [...new Set(keys)].map((name) => jsGet('query', name)).join(' ?? ');
  if (field.kind === 'boolean') return `flagOf(${value})`;
  if (field.kind === 'integer' || field.kind === 'id') {
    return `wholeOf(${value}, null, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)`;
  }
  return field.kind === 'number' ? `numberOf(${value})` : `textOf(${value})`;
}
