import { isStamped, isTouched } from './entities.ts';
import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { searchWords } from './list-queries.ts';
import { columnOf, sqlName } from './literals.ts';
import type { OwnerPath } from './ownership.ts';

/** Query parameters that say something about the list itself. */
const listWords: readonly string[] = [
  ...searchWords,
  ...['sort', 'order', 'page', 'limit', 'per_page', 'offset'],
];

/** Fields a list can be limited by. */
export function filterFields(entity: Entity): Field[] {
  return entity.fields.filter(
    ({ key, kind, writeOnly }) => kind !== 'json' && !writeOnly && !listWords.includes(key),
  );
}

/** Fields a list can be sorted by. */
export function sortFields(entity: Entity): Field[] {
  return entity.fields.filter(({ kind, writeOnly }) => kind !== 'json' && kind !== 'list' && !writeOnly);
}

/** The field that says when a row changed last; null: the rows do not say, or `since` is a field itself. */
export function sinceField(entity: Entity): Field | null {
  if (entity.fields.some(({ key }) => key === 'since')) return null;
  const times = entity.fields.filter(({ kind }) => kind === 'datetime');
  return times.find(isTouched) ?? times.find(isStamped) ?? null;
}

/**
 * The condition of a list. Its parameters, each null when it does not matter: `search` (a pattern for LIKE), one
 * for each of `filterFields` by its column; where the entity has such: `since` (ISO 8601), `account` (an id, whose
 * rows are meant), `parent` (an id, for either side of a transfer).
 */
export function filterSql(entity: Entity): string {
  const like = entity.searchable.map((field) => `${columnOf(entity, field)} LIKE :search ESCAPE '\\'`);
  const parts = [`(:search IS NULL${like.map((test) => ` OR ${test}`).join('')})`];
  for (const field of filterFields(entity)) {
    const column = columnOf(entity, field);
    const test =
      field.kind === 'list'
        ? `EXISTS (SELECT 1 FROM json_each(${column}) AS entry WHERE entry.value = :${field.column})`
        : `${column} = :${field.column}`;
    parts.push(`(:${field.column} IS NULL OR ${test})`);
  }
  const since = sinceField(entity);
  if (since) parts.push(`(:since IS NULL OR julianday(${columnOf(entity, since)}) >= julianday(:since))`);
  if (entity.owners.length > 0) parts.push(`(:account IS NULL OR ${ownedSql(entity)})`);
  const { transfer } = entity;
  if (transfer) {
    const sides = `${columnOf(entity, transfer.from)}, ${columnOf(entity, transfer.to)}`;
    parts.push(`(:parent IS NULL OR :parent IN (${sides}))`);
  }
  return parts.join(' AND ');
}

/** Whether a row belongs to the account whose id is the parameter `account`. */
export function ownedSql(entity: Entity): string {
  const tests = entity.owners.map(({ through, owner }) => pathSql(entity, through, owner));
  return `COALESCE(${tests.join(' OR ')}, 0)`;
}

function pathSql(entity: Entity, through: OwnerPath['through'], owner: Field): string {
  const [first, ...rest] = through;
  if (!first) return `${columnOf(entity, owner)} = :account`;
  const { table, id } = first.entity;
  const inner = `SELECT ${sqlName(id.column)} FROM ${sqlName(table)} WHERE ${pathSql(first.entity, rest, owner)}`;
  return `${columnOf(entity, first.field)} IN (${inner})`;
}

/**
 * The order of a list: by the parameter `sort` (a column's name or null) in the `direction` `asc` or `desc`; then
 * marked ones first, then the newest.
 */
export function orderSql(entity: Entity): string {
  const cases = sortFields(entity).map((field) => `WHEN '${field.column}' THEN ${columnOf(entity, field)}`);
  const sorted = `CASE :sort ${cases.join(' ')} END COLLATE NOCASE`;
  return [
    `CASE WHEN :direction = 'asc' THEN ${sorted} END ASC`,
    `CASE WHEN :direction = 'desc' THEN ${sorted} END DESC`,
    ownOrderSql(entity),
  ].join(', ');
}

/** The order of a list where nobody asks for another. */
export function ownOrderSql(entity: Entity): string {
  const marked = entity.fields.filter((field) => field.kind === 'boolean' && /pin|fav|star/i.test(field.key));
  const days = entity.fields.filter((field) => field.kind === 'date' && !field.readOnly);
  const stamped = entity.id.kind !== 'id' ? entity.fields.filter(isStamped).slice(0, 1) : [];
  return [...marked, ...days.slice(0, 1), ...stamped, entity.id]
    .map((field) => `${columnOf(entity, field)} DESC`)
    .join(', ');
}
