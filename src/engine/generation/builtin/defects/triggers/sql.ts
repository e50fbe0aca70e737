import type { CompiledApp } from '../../compile.ts';
import type { Entity } from '../../entities.ts';
import { ownOrderSql } from '../../conditions.ts';
import { fieldNamed } from '../../examples.ts';
import type { Field } from '../../fields.ts';
import { askedOf, searchParameter } from '../../list-queries.ts';
import { sqlName } from '../../literals.ts';
import type { Lookup } from '../../targets.ts';
import type { Operation } from '../../operations.ts';
import type { Edit, Placed, Shown } from '../defect-kind.ts';
import type { Maker, Source } from '../maker.ts';
import { callsBefore, endpointName, isOpen, operationsOf } from '../places.ts';

/** A row for `UNION SELECT` that the app can show; every text in it is the number. */
function unionRow(entity: Entity, number: number): string {
  const values = entity.fields.map(({ kind }) => {
    if (kind === 'list') return `'["${number}"]'`;
    if (kind === 'json') return `'${number}'`;
    if (kind === 'boolean') return '1';
    return kind === 'id' || kind === 'integer' || kind === 'number' ? number : `'${number}'`;
  });
  return values.join(', ');
}

function selectFrom(entity: Entity, from = sqlName(entity.table)): string {
  const columns = entity.fields.map(({ column }) => sqlName(column)).join(', ');
  return `SELECT ${columns} FROM ${from}`;
}

/** All rows in the list's own order, with these columns like what is looked for. */
function selectLike(entity: Entity, columns: readonly Field[]): string {
  const text = columns.map(({ column }) => `COALESCE(${sqlName(column)}, '')`).join(` || ' ' || `);
  const ordered = `(SELECT * FROM ${sqlName(entity.table)} ORDER BY ${ownOrderSql(entity)})`;
  return `${selectFrom(entity, ordered)} WHERE ${text} LIKE '%`;
}

/** A list with a search or a filter. */
export interface SearchedList {
  list: Operation;
  /** Of the query. */
  parameter: string;
  /** A statement that ends within the quotes of the text that is looked for. */
  statement: string;
}

/** Whether none of its values is a part of another. */
function isPlainChoice(field: Field | undefined): boolean {
  if (field?.kind !== 'choice') return false;
  return field.choices.every((one) => field.choices.every((two) => one === two || !two.includes(one)));
}

/** @param longest characters that the parameter may have */
export function searchedList(
  app: CompiledApp,
  make: Maker,
  longest: number,
  change: (found: SearchedList) => Edit[],
): Placed | null {
  for (const list of operationsOf(app, 'list')) {
    const { entity, endpoint } = list;
    const before = callsBefore(app, list);
    if (before === null) continue;
    const names = askedOf(list);
    const searched = searchParameter(list);
    const parameter = searched ?? names.find((name) => isPlainChoice(fieldNamed(name, entity)));
    if (parameter === undefined) continue;
    const columns = searched === null ? [fieldNamed(parameter, entity)!] : entity.searchable;
    if (columns.length === 0) continue;
    const statement = selectLike(entity, columns);
    const edits = change({ list, parameter, statement });
    const number = make.number();
    const attack = `%' AND 0 UNION SELECT ${unionRow(entity, number)} --`;
    if (attack.length > longest) continue;
    const { path, method } = endpoint;
    // What else may be asked for is no longer heard.
    const breaks = names.length > 1 ? [endpointName(list)] : [];
    return {
      edits,
      ...{ breaks, loosens: [endpointName(list)] },
      trigger: {
        text: `${method} ${path}?${parameter}=${attack}: the row that was sent is in the answer`,
        steps: [
          ...before.steps,
          {
            ...{ method: 'GET', path, headers: before.headers, query: { [parameter]: attack } },
            expect: { status: 200, body: String(number) },
          },
        ],
      },
    };
  }
  return null;
}

/** @param change gets a statement that ends where the id comes */
export function rowById(
  app: CompiledApp,
  make: Maker,
  change: (read: Operation, by: Lookup, statement: string) => Edit[],
): Placed | null {
  const read = operationsOf(app, 'read').find(
    ({ action, entity }) => 'by' in action && action.by.field === entity.id && entity.id.kind === 'id',
  );
  if (!read || !('by' in read.action) || !isOpen(app)) return null;
  const { entity, endpoint, path, action } = read;
  const edits = change(read, action.by, `${selectFrom(entity)} WHERE ${sqlName(entity.id.column)} = `);
  const number = make.number();
  const attack = encodeURIComponent(`0 UNION SELECT ${unionRow(entity, number)}`);
  const target = path.route.replace(/:\w+/, attack);
  return {
    edits,
    loosens: [endpointName(read)],
    trigger: {
      text: `${endpoint.method} ${endpoint.path} with "0 UNION SELECT …" as the id answers the row that was sent`,
      steps: [{ method: 'GET', path: target, expect: { status: 200, body: String(number) } }],
    },
  };
}

/** Of a table with the columns of topic and text, whose topic `start` begins with "Everything begins". */
export function injectedTopic({ path, send }: Source, topic: string, number: number): Shown {
  return {
    use: { ...send('start'), expect: { status: 200, body: 'Everything begins' } },
    trigger: {
      text: `${path} with x' UNION SELECT … -- as the ${topic} answers the row that was sent`,
      steps: [
        { ...send(`x' UNION SELECT 'a', '${number}' --`), expect: { status: 200, body: String(number) } },
      ],
    },
  };
}
