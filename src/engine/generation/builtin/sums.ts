import type { Entity } from './entities.ts';
import { fieldNamed, isObject } from './examples.ts';
import type { Example, ExampleObject } from './examples.ts';
import type { Field } from './fields.ts';
import { js, jsKey, sqlName } from './literals.ts';
import { singular, wordsOf } from './naming.ts';

/** An answer made of figures over all rows: statements to prepare once, and the expression that answers. */
export interface Sums {
  groups: { name: string; sql: string }[];
  /** Answers one row, which the expression calls `sums`. */
  figures: { name: string; sql: string } | null;
  expression: string;
}

/**
 * Reads what an example of a summary asks for: numbers of rows, totals, averages, groups.
 * @param suffix ends the statements' names
 * @returns null when one of its parts cannot be worked out from the entity
 */
export function readSums(example: Example, word: string, entity: Entity, suffix: string): Sums | null {
  const columns: string[] = [];
  const groups: { name: string; sql: string }[] = [];

  const expressionOf = (value: Example, key: string, beside: string[]): string | null => {
    if (typeof value === 'number') {
      const sql = figureSql(key, beside, entity);
      if (sql === null) return null;
      columns.push(`${sql} AS "n${columns.length}"`);
      return `sums.n${columns.length - 1}`;
    }
    if (Array.isArray(value)) {
      const group = readGroup(value, key, entity);
      if (!group) return null;
      const name = `groups${groups.length}${suffix}`;
      groups.push({ name, sql: group.sql });
      return `${name}.all().map(${group.show})`;
    }
    if (!isObject(value)) return js(value);
    const names = Object.keys(value);
    const parts: string[] = [];
    for (const [name, inner] of Object.entries(value)) {
      const part = expressionOf(inner, name, names);
      if (part === null) return null;
      parts.push(`${jsKey(name)}: ${part}`);
    }
    return `{ ${parts.join(', ')} }`;
  };

  const expression = expressionOf(example, word, []);
  if (expression === null) return null;
  const figures =
    columns.length > 0
      ? { name: `figures${suffix}`, sql: `SELECT ${columns.join(', ')} FROM ${sqlName(entity.table)}` }
      : null;
  return { groups, figures, expression };
}

/** A figure by its name, over all rows or those of a group. */
function figureSql(key: string, beside: readonly string[], entity: Entity): string | null {
  const words = wordsOf(key);
  const has = (...names: string[]) => words.some((word) => names.includes(word));
  const numeric =
    entity.fields.find((field) => field.kind === 'number') ??
    entity.fields.find((field) => field.kind === 'integer');
  const of = (name: string) =>
    numeric ? `COALESCE(ROUND(${name}(${columnSql(entity, numeric)}), 2), 0)` : null;
  if (has('average', 'avg', 'mean')) return of('AVG');
  if (has('max', 'maximum', 'highest', 'largest')) return of('MAX');
  if (has('min', 'minimum', 'lowest', 'smallest')) return of('MIN');
  for (const field of entity.fields) {
    if (field.kind !== 'boolean') continue;
    const stem = wordsOf(field.key).at(-1)?.slice(0, 5);
    if (stem === undefined) continue;
    const flag = columnSql(entity, field);
    if (words.some((word) => word.startsWith(stem))) return `COALESCE(SUM(${flag}), 0)`;
    if (words.some((word) => word.startsWith(`un${stem}`) || /^(open|pending|remaining)$/.test(word))) {
      return `COALESCE(SUM(1 - ${flag}), 0)`;
    }
  }
  if (has('sum', 'amount') || (numeric && words.some((word) => word === wordsOf(numeric.key)[0]))) {
    return of('SUM');
  }
  const counted =
    has('count', 'number') || words.some((word) => singular(word) === wordsOf(entity.name).at(-1));
  if (counted) return 'COUNT(*)';
  if (!has('total')) return null;
  const alsoCounts = beside.some((name) => name !== key && wordsOf(name).includes('count'));
  return alsoCounts && numeric ? of('SUM') : 'COUNT(*)';
}

/** A list of groups: plain values, or objects with the value and figures. */
function readGroup(
  example: readonly Example[],
  key: string,
  entity: Entity,
): { sql: string; show: string } | null {
  const [first] = example;
  const byKey = groupField(key, entity);
  if (typeof first === 'string' && byKey) {
    return { sql: groupSql(byKey, [], entity), show: '(group) => group.value' };
  }
  if (!isObject(first)) return null;
  const valueKey = Object.keys(first).find((name) => typeof first[name] === 'string');
  const field = valueKey === undefined ? undefined : (groupField(valueKey, entity) ?? byKey);
  return valueKey !== undefined && field ? readGroupObject(first, valueKey, field, entity) : null;
}

function readGroupObject(example: ExampleObject, valueKey: string, field: Field, entity: Entity) {
  const columns: string[] = [];
  const parts: string[] = [];
  for (const [name, value] of Object.entries(example)) {
    if (name === valueKey) {
      parts.push(`${jsKey(name)}: group.value`);
      continue;
    }
    const figure = typeof value === 'number' ? figureSql(name, Object.keys(example), entity) : null;
    if (figure === null) return null;
    parts.push(`${jsKey(name)}: group.n${columns.length}`);
    columns.push(`${figure} AS "n${columns.length}"`);
  }
  return { sql: groupSql(field, columns, entity), show: `(group) => ({ ${parts.join(', ')} })` };
}

function groupSql(field: Field, columns: string[], entity: Entity): string {
  const table = sqlName(entity.table);
  const column = columnSql(entity, field);
  if (field.kind === 'list') {
    const figures = ['entry.value AS "value"', ...columns].join(', ');
    return `SELECT ${figures} FROM ${table}, json_each(${column}) AS entry GROUP BY entry.value ORDER BY entry.value`;
  }
  const figures = [`${column} AS "value"`, ...columns].join(', ');
  return `SELECT ${figures} FROM ${table} WHERE ${column} IS NOT NULL GROUP BY ${column} ORDER BY ${column}`;
}

/** With its table: a joined one may have a column of that name too. */
function columnSql(entity: Entity, field: Field): string {
  return `${sqlName(entity.table)}.${sqlName(field.column)}`;
}

/** `by_category` and `categories` mean the field `category`. */
function groupField(name: string, entity: Entity): Field | undefined {
  const bare = wordsOf(name)
    .filter((word) => word !== 'by' && word !== 'per')
    .join('_');
  const field = fieldNamed(bare, entity);
  return field && (field.kind === 'list' || field.kind === 'choice' || field.kind === 'text')
    ? field
    : undefined;
}
