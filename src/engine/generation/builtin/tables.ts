import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { sqlName } from './literals.ts';

/** The statement that makes an entity's table. */
export function tableSql(entity: Entity): string {
  const columns = entity.fields.map((field) => `${sqlName(field.column)} ${columnSql(entity, field)}`);
  return `CREATE TABLE IF NOT EXISTS ${sqlName(entity.table)} (${columns.join(', ')}) STRICT`;
}

/** Indexes on what rows are looked for by. */
export function indexSql(entity: Entity): string[] {
  const table = sqlName(entity.table);
  return entity.references.map(
    ({ field }) =>
      `CREATE INDEX IF NOT EXISTS ${sqlName(`${entity.table}_by_${field.column}`)} ON ${table} (${sqlName(field.column)})`,
  );
}

function columnSql(entity: Entity, field: Field): string {
  if (field.kind === 'id') return 'INTEGER PRIMARY KEY AUTOINCREMENT';
  if (field.kind === 'uuid') return 'TEXT PRIMARY KEY';
  const rules = [
    // What the server sets it may also leave open.
    field.required && !field.readOnly ? ' NOT NULL' : '',
    field.unique ? ' UNIQUE' : '',
    referenceSql(entity, field),
  ];
  return columnType(field) + rules.join('');
}

/** What belongs to a row goes with it; what only mentions it forgets it. */
function referenceSql(entity: Entity, field: Field): string {
  const other = entity.references.find((reference) => reference.field === field)?.entity;
  if (!other) return '';
  const goes = field.required || field === entity.owner;
  const target = `${sqlName(other.table)} (${sqlName(other.id.column)})`;
  return ` REFERENCES ${target} ON DELETE ${goes ? 'CASCADE' : 'SET NULL'}`;
}

function columnType(field: Field): string {
  if (field.kind === 'integer' || field.kind === 'boolean') return 'INTEGER';
  return field.kind === 'number' ? 'REAL' : 'TEXT';
}
