import { filterFields, sinceField, sortFields } from '../conditions.ts';
import { storeParts } from '../emit-store.ts';
import { isStamped, isTouched } from '../entities.ts';
import type { Entity } from '../entities.ts';
import type { Field } from '../fields.ts';
import type { Meaning } from '../meaning.ts';
import { NameSpace, wordsOf } from '../naming.ts';
import { indexSql, tableSql } from '../tables.ts';
import { py, pyTuple } from './python.ts';

/** Entity → name of its variable in the emitted Python. */
export type TableNames = ReadonlyMap<Entity, string>;

export function readTableNames({ entities }: Meaning): TableNames {
  const names = new NameSpace();
  return new Map(
    entities.map((entity) => [
      entity,
      names.take(`${wordsOf(entity.plural).join('_').slice(0, 30)}_table`, 'items_table'),
    ]),
  );
}

/** The module with the statements that make the tables. */
export function emitSchema({ entities, accounts }: Meaning): string {
  const sessions =
    'CREATE TABLE IF NOT EXISTS "sessions" ("token" TEXT PRIMARY KEY, "account" ANY NOT NULL, "ends" INTEGER NOT NULL) STRICT';
  const statements = [
    ...entities.map(tableSql),
    ...entities.flatMap(indexSql),
    ...(accounts ? [sessions] : []),
  ];
  return [
    '"""What the database is made of."""',
    '',
    'STATEMENTS = (',
    ...statements.map((sql) => `    ${py(sql)},`),
    ')',
    '',
  ].join('\n');
}

/** The module with the tables: their fields, their statements, and what must hold of their rows. */
export function emitTables(meaning: Meaning, names: TableNames): string {
  return [
    '"""The tables of the app: what may be in them, and their statements."""',
    '',
    'from .checks import Field',
    'from .store import Store',
    ...meaning.entities.flatMap((entity) => ['', ...emitTable(entity, meaning, names.get(entity)!)]),
    '',
  ].join('\n');
}

function emitTable(entity: Entity, { operations, accounts }: Meaning, name: string): string[] {
  const accept = entity.fields.filter((field) =>
    operations.some(
      ({ entity: other, action }) => other === entity && 'accept' in action && action.accept.includes(field),
    ),
  );
  const own = accounts?.entity === entity ? accounts : null;
  const parts = storeParts(entity, operations, own, accept);
  const columns = (fields: readonly Field[]) => pyTuple(fields.map(({ column }) => py(column)));
  const { references, period, transfer } = entity;
  const others = [...(entity.owners.length > 0 ? ['account'] : []), ...(transfer ? ['parent'] : [])];
  return [
    `${name} = Store(`,
    '    {',
    ...parts.flatMap((part) => part.statements).map(([key, sql]) => `        ${py(key)}: ${py(sql)},`),
    '    },',
    '    (',
    ...entity.fields.map((field) => `        ${emitField(field, entity)},`),
    '    ),',
    `    key=${py(entity.id.column)},`,
    `    writable=${columns(entity.writable)},`,
    ...(accept.length > 0 ? [`    accepted=${columns(accept)},`] : []),
    ...(references.length > 0 ? [`    references=${columns(references.map(({ field }) => field))},`] : []),
    ...(period ? [`    period=${columns([period.start, period.end])},`] : []),
    ...(transfer ? [`    transfer=${columns([transfer.from, transfer.to, transfer.amount])},`] : []),
    ...(sinceField(entity) ? ['    since=True,'] : []),
    ...(others.length > 0 ? [`    others=${pyTuple(others.map(py))},`] : []),
    ')',
  ];
}

function emitField(field: Field, entity: Entity): string {
  const { kind } = field;
  const filters = filterFields(entity).includes(field)
    ? [...new Set([field.key, ...(kind === 'list' ? [field.key.replace(/s$/, '')] : [])])]
    : [];
  const isNumber = field.readOnly && field.references === null && /^(integer|number)$/.test(kind);
  const limits = limitsOf(field);
  const rules: Record<string, string | null> = {
    required: field.required ? 'True' : null,
    write_only: field.writeOnly ? 'True' : null,
    minimum: limits ? py(limits[0]) : null,
    maximum: limits ? py(limits[1]) : null,
    above: field.positive && /^(integer|number)$/.test(kind) ? '0' : null,
    item_maximum: kind === 'list' ? py(field.itemMax) : null,
    choices: kind === 'choice' ? pyTuple(field.choices.map(py)) : null,
    initial: py(field.initial ?? (isNumber ? 0 : null)),
    set_on: isTouched(field) ? py('change') : isStamped(field) ? py('create') : null,
    filters: filters.length > 0 ? pyTuple(filters.map(py)) : null,
    sorts: sortFields(entity).includes(field) ? 'True' : null,
  };
  const given = Object.entries(rules).flatMap(([name, value]) =>
    value === null || value === 'None' ? [] : [`${name}=${value}`],
  );
  return `Field(${[py(field.key), py(field.column), py(kind), ...given].join(', ')})`;
}

/** Least and most: characters, value or entries, as on every stack. */
function limitsOf({ kind, min, max }: Field): [number | null, number] | null {
  switch (kind) {
    case 'text':
      return [min, max ?? 10_000];
    case 'integer':
    case 'number':
      return [min ?? -1e12, max ?? 1e12];
    case 'url':
      return [null, max ?? 2_000];
    case 'email':
      return [null, max ?? 254];
    case 'list':
      return [min, max ?? 50];
    case 'json':
      return [null, max ?? 10_000];
    case 'id':
    case 'uuid':
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'choice':
      return null;
  }
}

/** The module with what the app needs to know besides. */
export function emitConfig(bodyKilobytes: number): string {
  return `"""What the app needs to know besides."""\n\nBODY_LIMIT = ${bodyKilobytes * 1024}\n"""Bytes that a request's body may have."""\n`;
}
