import { filterSql } from './conditions.ts';
import type { Entity } from './entities.ts';
import { isObject } from './examples.ts';
import type { Example, ExampleObject } from './examples.ts';
import { figureSql, groupOf } from './figures.ts';
import type { GroupBy } from './figures.ts';
import { sqlName } from './literals.ts';

/** What an answer of figures over rows is made of. */
export type Sum =
  /** A column of the row that `figures` gives. */
  | { kind: 'figure'; column: string }
  /** The rows of a statement of `groups`: each as its column `value`, or as an object of columns. */
  | { kind: 'groups'; statement: number; parts: [string, string][] | null }
  | { kind: 'object'; parts: [string, Sum][] }
  | { kind: 'literal'; value: Example };

/** Statements, each with the parameters of `filterSql`, and the answer that is made of what they give. */
export interface Sums {
  groups: string[];
  /** Gives one row. */
  figures: string | null;
  answer: Sum;
}

/**
 * Reads what an example of a summary asks for: numbers of rows, totals, averages, groups.
 * @param word the last of the path
 * @returns null when one of its parts cannot be worked out from the entity
 */
export function readSums(example: Example, word: string, entity: Entity): Sums | null {
  const columns: string[] = [];
  const groups: string[] = [];

  const read = (value: Example, key: string, beside: string[]): Sum | null => {
    if (typeof value === 'number') {
      const sql = figureSql(key, beside, entity);
      if (sql === null) return null;
      columns.push(`${sql} AS "n${columns.length}"`);
      return { kind: 'figure', column: `n${columns.length - 1}` };
    }
    if (Array.isArray(value)) {
      const group = readGroup(value, key, entity);
      if (!group) return null;
      groups.push(group.sql);
      return { kind: 'groups', statement: groups.length - 1, parts: group.parts };
    }
    if (!isObject(value)) return { kind: 'literal', value };
    const parts: [string, Sum][] = [];
    for (const [name, inner] of Object.entries(value)) {
      const part = read(inner, name, Object.keys(value));
      if (part === null) return null;
      parts.push([name, part]);
    }
    return { kind: 'object', parts };
  };

  const answer = read(example, word, []);
  if (answer === null) return null;
  const from = `FROM ${sqlName(entity.table)} WHERE ${filterSql(entity)}`;
  return { groups, figures: columns.length > 0 ? `SELECT ${columns.join(', ')} ${from}` : null, answer };
}

/** A list of groups: plain values, or objects with the value and figures. */
function readGroup(
  example: readonly Example[],
  key: string,
  entity: Entity,
): { sql: string; parts: [string, string][] | null } | null {
  const [first] = example;
  const byKey = groupOf(key, entity);
  if (typeof first === 'string' && byKey) return { sql: groupSql(byKey, [], entity), parts: null };
  if (!isObject(first)) return null;
  const keys = Object.keys(first);
  const valueKey =
    keys.find((name) => typeof first[name] === 'string') ?? keys.find((name) => groupOf(name, entity));
  const by = valueKey === undefined ? null : (groupOf(valueKey, entity) ?? byKey);
  return valueKey !== undefined && by ? readGroupObject(first, valueKey, by, entity) : null;
}

function readGroupObject(example: ExampleObject, valueKey: string, by: GroupBy, entity: Entity) {
  const columns: string[] = [];
  const parts: [string, string][] = [];
  for (const [name, value] of Object.entries(example)) {
    if (name === valueKey) {
      parts.push([name, 'value']);
      continue;
    }
    const figure = typeof value === 'number' ? figureSql(name, Object.keys(example), entity) : null;
    if (figure === null) return null;
    parts.push([name, `n${columns.length}`]);
    columns.push(`${figure} AS "n${columns.length}"`);
  }
  return { sql: groupSql(by, columns, entity), parts };
}

function groupSql({ value, join }: GroupBy, columns: string[], entity: Entity): string {
  const figures = [`${value} AS "value"`, ...columns].join(', ');
  const from = `${sqlName(entity.table)}${join}`;
  const where = `${filterSql(entity)} AND ${value} IS NOT NULL`;
  return `SELECT ${figures} FROM ${from} WHERE ${where} GROUP BY ${value} ORDER BY ${value}`;
}
