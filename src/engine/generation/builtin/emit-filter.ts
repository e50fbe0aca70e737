import { isStamped } from './entities.ts';
import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { jsGet, sqlName } from './literals.ts';

/** Fields a list can be limited by. */
export function filterFields(entity: Entity): Field[] {
  return entity.fields.filter((field) => ['choice', 'boolean', 'list', 'integer'].includes(field.kind));
}

/** The condition of a list; its parameters are those of the filter's `match`. */
export function filterSql(entity: Entity): string {
  const like = entity.searchable.map((field) => `${sqlName(field.column)} LIKE :search ESCAPE '\\'`);
  const parts = [`(:search IS NULL${like.map((test) => ` OR ${test}`).join('')})`];
  for (const field of filterFields(entity)) {
    const column = sqlName(field.column);
    const test =
      field.kind === 'list'
        ? `EXISTS (SELECT 1 FROM json_each(${sqlName(entity.table)}.${column}) AS entry WHERE entry.value = :${field.column})`
        : `${column} = :${field.column}`;
    parts.push(`(:${field.column} IS NULL OR ${test})`);
  }
  return parts.join(' AND ');
}

/** Marked ones first, then the newest. */
export function orderSql(entity: Entity): string {
  const marked = entity.fields.filter((field) => field.kind === 'boolean' && /pin|fav|star/i.test(field.key));
  const days = entity.fields.filter((field) => field.kind === 'date');
  const stamped = entity.id.kind === 'uuid' ? entity.fields.filter(isStamped).slice(0, 1) : [];
  return [...marked, ...days.slice(0, 1), ...stamped, entity.id]
    .map((field) => `${sqlName(field.column)} DESC`)
    .join(', ');
}

/** The function that reads a filter from a query. */
export function emitFilter(entity: Entity): string[] {
  const lines = filterFields(entity).map((field) => {
    const sent = [field.key, ...(field.kind === 'list' ? [field.key.replace(/s$/, '')] : [])]
      .map((name) => jsGet('query', name))
      .join(' ?? ');
    if (field.kind === 'boolean') return `      ${field.column}: flagOf(${sent}),`;
    if (field.kind === 'integer')
      return `      ${field.column}: wholeOf(${sent}, null, 0, Number.MAX_SAFE_INTEGER),`;
    return `      ${field.column}: textOf(${sent}),`;
  });
  return [
    '/** What a list is limited to. */',
    `export function filter${entity.type}(query) {`,
    '  return {',
    '    match: {',
    '      search: patternOf(query.q ?? query.search ?? query.query),',
    ...lines,
    '    },',
    '    ...pageOf(query),',
    '  };',
    '}',
  ];
}
