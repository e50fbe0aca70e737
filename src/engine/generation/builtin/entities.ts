import { readAccess } from '../../domain/template-access.ts';
import type { Template, TemplateEntity } from '../../domain/template.ts';
import { readAccounts } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { groupFields, mayBeGiven, readField, readGivenKey } from './fields.ts';
import type { Field } from './fields.ts';
import { NameSpace, camelCase, pascalCase, plural, reservedNames, sameName, wordsOf } from './naming.ts';
import { readOwners } from './ownership.ts';
import type { OwnerPath } from './ownership.ts';
import { readOverlap, readPeriod, readTransfer } from './rules.ts';
import type { Overlap, Period, Transfer } from './rules.ts';

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
  /** Fields whose value is the id of another entity's row. */
  references: Reference[];
  /** The account that made a row; null: nobody in particular. */
  owner: Field | null;
  /** Ways from a row to the account that it belongs to. */
  owners: OwnerPath[];
  /** null: it has none, or the template does not say that the end comes after the start. */
  period: Period | null;
  overlap: Overlap | null;
  transfer: Transfer | null;
}

export interface Reference {
  field: Field;
  entity: Entity;
}

/**
 * The data model's entities, the main one first, and the one whose rows are accounts.
 * @param named by its name, an entity whose rows clients name themselves
 */
export function readModel(
  template: Template,
  named: ReadonlySet<string> = new Set(),
): {
  entities: Entity[];
  accounts: Accounts | null;
} {
  // Names of the files and functions that every app has.
  const names = new NameSpace([...reservedNames, ...moduleNames]);
  const types = new NameSpace([
    'Checks',
    'HttpError',
    'Object',
    'String',
    'Date',
    'Error',
    'Sessions',
    'Set',
  ]);
  const model = template.data_model;
  const given = [{ name: model.name, fields: model.fields }, ...(model.related ?? [])];
  const access = readAccess(template);
  const entities = given.map((entity) => readEntity(entity, names, types, named.has(entity.name)));
  const accounts = access && readAccounts(access, entities, (entity) => readEntity(entity, names, types));
  if (accounts && !entities.includes(accounts.entity)) entities.push(accounts.entity);
  const text = template.backend_requirements.join('\n');
  for (const entity of entities) {
    entity.references = readReferences(entity, entities);
    entity.owner = accounts ? readOwner(entity, accounts.entity) : null;
  }
  for (const entity of entities) {
    entity.overlap = /\boverlap/i.test(text) ? readOverlap(entity) : null;
    entity.period = entity.overlap ?? (periodWords.test(text) ? readPeriod(entity) : null);
    entity.transfer = readTransfer(entity);
    entity.owners = readOwners(entity);
  }
  return { entities, accounts };
}

/** As in "the end must come after the start". */
const periodWords = /\bend\w*\b.*\b(start|begin)|\b(start|begin)\w*\b.*\bend/i;

const moduleNames = (
  'app routes checks http query keep sessions passwords accounts config importing transactions account before fits from given ' +
  'ids imported item itemsof known match parent refuse sent session token within'
).split(' ');

/** Names that the code gives to a statement's other parameters. */
const parameterNames =
  'rowid oid _rowid_ constructor limit offset search key value now sort direction since account parent self other'.split(
    ' ',
  );

function readEntity(entity: TemplateEntity, names: NameSpace, types: NameSpace, isNamed = false): Entity {
  const columns = new NameSpace(parameterNames);
  const phrases = Object.entries(entity.fields);
  const keyAt = isNamed ? phrases.findIndex(([, phrase]) => mayBeGiven(phrase)) : -1;
  const given = phrases.map(([key, phrase], index) => {
    const read = index === keyAt ? readGivenKey : readField;
    return read(key, columns.take(key, `field_${index + 1}`), phrase);
  });
  const found = given[keyAt] ?? given.find((field) => field.kind === 'id' || field.kind === 'uuid');
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
    ...groupFields(fields),
    ...{ references: [], owner: null, owners: [], period: null, overlap: null, transfer: null },
  };
}

/** By the words of the phrase, else by a name such as `board_id`. */
function readReferences(entity: Entity, entities: readonly Entity[]): Reference[] {
  return entity.fields.flatMap((field): Reference[] => {
    if (field === entity.id || !['integer', 'text'].includes(field.kind)) return [];
    const words = wordsOf(field.key);
    const named = words.at(-1) === 'id' ? words.slice(0, -1).join('_') : null;
    const name = field.references ?? (field.kind === 'integer' ? named : null);
    const other = name === null ? undefined : entities.find((candidate) => sameName(candidate.name, name));
    const fits = other && (other.id.kind !== 'id') === (field.kind === 'text');
    return fits ? [{ field, entity: other }] : [];
  });
}

function readOwner(entity: Entity, accounts: Entity): Field | null {
  const own = entity.references.filter((reference) => reference.entity === accounts);
  const set = own.filter(({ field }) => field.readOnly);
  const named = set.find(({ field }) => /^(user|owner|author)_?id$/i.test(field.key));
  if (named ?? set[0]) return (named ?? set[0]!).field;
  // Without a reference, its name and that the server sets it say enough.
  return (
    entity.fields.find((field) => field.readOnly && /^(user|owner|author|account)_?id$/i.test(field.key)) ??
    null
  );
}

/** A date-time field that the server sets on every change. */
export function isTouched(field: Field): boolean {
  return field.kind === 'datetime' && field.readOnly && /updat|modif|chang/i.test(field.key);
}

/** A date or time that the server sets once. */
export function isStamped(field: Field): boolean {
  return (field.kind === 'datetime' || field.kind === 'date') && field.readOnly;
}
