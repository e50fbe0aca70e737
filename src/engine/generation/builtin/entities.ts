import type { Template, TemplateEntity } from '../../domain/template.ts';
import { readField } from './fields.ts';
import type { Field } from './fields.ts';
import { NameSpace, camelCase, pascalCase, plural, reservedNames } from './naming.ts';

/** One table of the app, and the names its code goes by. */
export interface Entity {
  /** As the template has it. */
  name: string;
  /** Class prefix, as in `Note`. */
  type: string;
  /** Variable of its store, module and table, as in `notes`. */
  plural: string;
  table: string;
  id: Field;
  /** In the template's order, the id included. */
  fields: Field[];
  /** What clients may send. */
  writable: Field[];
  /** What a search looks through. */
  searchable: Field[];
}

/** The data model's entities, the main one first. */
export function readEntities(template: Template): Entity[] {
  // Names of the files and functions that every app has.
  const names = new NameSpace([...reservedNames, 'app', 'routes', 'checks', 'http', 'query', 'keep']);
  const types = new NameSpace(['Checks', 'HttpError', 'Object', 'String', 'Date', 'Error']);
  const model = template.data_model;
  return [{ name: model.name, fields: model.fields }, ...(model.related ?? [])].map((entity) =>
    readEntity(entity, names, types),
  );
}

function readEntity(entity: TemplateEntity, names: NameSpace, types: NameSpace): Entity {
  const columns = new NameSpace([
    'rowid',
    'oid',
    '_rowid_',
    'constructor',
    'limit',
    'offset',
    'search',
    'key',
    'value',
    'now',
  ]);
  const given = Object.entries(entity.fields).map(([key, phrase], index) =>
    readField(key, columns.take(key, `field_${index + 1}`), phrase),
  );
  const found = given.find((field) => field.kind === 'id' || field.kind === 'uuid');
  const id = found ?? readField('id', columns.take('id', 'field_id'), 'integer (primary key)');
  const fields = (found ? given : [id, ...given]).filter(
    (field) => field === id || (field.kind !== 'id' && field.kind !== 'uuid'),
  );
  const name = names.take(plural(camelCase(entity.name)), 'items');
  return {
    name: entity.name,
    type: types.take(pascalCase(entity.name), 'Item'),
    plural: name,
    table: name,
    id,
    fields,
    writable: fields.filter((field) => !field.readOnly),
    searchable: fields.filter(
      (field) => field.kind === 'text' || field.kind === 'url' || field.kind === 'email',
    ),
  };
}

/** A date-time field that the server sets on every change. */
export function isTouched(field: Field): boolean {
  return field.kind === 'datetime' && field.readOnly && /updat|modif|chang/i.test(field.key);
}

/** A date-time field that the server sets once. */
export function isStamped(field: Field): boolean {
  return field.kind === 'datetime' && field.readOnly;
}
