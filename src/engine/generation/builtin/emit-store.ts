import type { Accounts } from './accounts.ts';
import { filterSql, orderSql } from './conditions.ts';
import type { Entity } from './entities.ts';
import { emitFilter } from './emit-filter.ts';
import { emitCredentials, emitReaders, emitShow } from './emit-fields.ts';
import { emitReferenceCheck, emitRowCheck, emitTransfer } from './emit-rules.ts';
import type { StorePart } from './emit-rules.ts';
import {
  changing,
  counting,
  creation,
  firstAccount,
  hasRules,
  lookup,
  ownership,
  removal,
  setting,
  toggling,
} from './emit-rows.ts';
import { importUsed, sqlName, sqlText } from './literals.ts';
import type { Field } from './fields.ts';
import type { Meaning } from './meaning.ts';
import type { Operation } from './operations.ts';

/** The module of one entity: what may be sent, how a row is shown, and its statements. */
export function emitStore(entity: Entity, { operations, accounts }: Meaning): string {
  const own = accounts?.entity === entity ? accounts : null;
  const accept = acceptedFields(entity, operations);
  const parts = storeParts(entity, operations, own, accept);
  const statements = parts.flatMap((part) => part.statements);
  const inTurn = hasRules(entity);
  const body = [
    ...emitReaders(entity, accept),
    '',
    ...(own ? [...emitCredentials(own), ''] : []),
    ...emitFilter(entity),
    '',
    ...emitShow(entity),
    '',
    `export class ${entity.type}Store {`,
    ...(inTurn ? ['  #database;'] : []),
    ...statements.map(([name]) => `  #${name};`),
    '',
    '  constructor(database) {',
    ...(inTurn ? ['    this.#database = database;'] : []),
    ...statements.map(([name, sql]) => `    this.#${name} = database.prepare(${sqlText(sql)});`),
    '  }',
    ...parts.flatMap((part) => part.methods),
    '}',
    '',
  ].join('\n');
  const imports = [
    ...importUsed(['randomUUID'], 'node:crypto', body),
    ...importUsed(['Checks'], './checks.js', body),
    ...importUsed(['HttpError'], './http.js', body),
    ...importUsed(
      ['flagOf', 'numberOf', 'orderOf', 'pageOf', 'patternOf', 'textOf', 'timeOf', 'wholeOf'],
      './query.js',
      body,
    ),
    ...importUsed(['inTransaction'], './transactions.js', body),
  ];
  return [...imports, '', body].join('\n');
}

/** What the server sets, but for those endpoints that let somebody set it. */
function acceptedFields(entity: Entity, operations: readonly Operation[]): Field[] {
  const accepted = operations.flatMap((operation) =>
    operation.entity === entity && 'accept' in operation.action ? operation.action.accept : [],
  );
  return entity.fields.filter((field) => accepted.includes(field));
}

export function storeParts(
  entity: Entity,
  operations: readonly Operation[],
  accounts: Accounts | null,
  accept: readonly Field[],
): StorePart[] {
  const table = sqlName(entity.table);
  const filter = filterSql(entity);
  const parts = [
    creation(entity),
    {
      statements: [
        [
          'list',
          `SELECT * FROM ${table} WHERE ${filter} ORDER BY ${orderSql(entity)} LIMIT :limit OFFSET :offset`,
        ],
        ['count', `SELECT COUNT(*) AS "count" FROM ${table} WHERE ${filter}`],
      ],
      methods: [
        '',
        '  list({ match, sort, direction, limit, offset }) {',
        '    return this.#list.all({ ...match, sort, direction, limit, offset });',
        '  }',
        '',
        '  count(filter) {',
        '    return this.#count.get(filter.match).count;',
        '  }',
      ],
    } satisfies StorePart,
    ...lookupFields(entity, operations, accounts).map((field) => lookup(entity, field)),
    changing(entity, accept),
    removal(entity),
    ...fieldsOf(entity, operations, 'toggle').map((field) => toggling(entity, field)),
    ...fieldsOf(entity, operations, 'increment').map((field) => counting(entity, field)),
    ...fieldsOf(entity, operations, 'set').map((field) => setting(entity, field)),
    ...(entity.owners.length > 0 ? [ownership(entity)] : []),
    emitReferenceCheck(entity),
    emitRowCheck(entity),
    emitTransfer(entity),
  ];
  if (accounts) parts.push(firstAccount(entity));
  return parts;
}

function lookupFields(entity: Entity, operations: readonly Operation[], accounts: Accounts | null): Field[] {
  const fields = new Set<Field>([entity.id]);
  if (accounts) fields.add(accounts.name);
  for (const operation of operations) {
    if (operation.entity === entity && 'by' in operation.action) fields.add(operation.action.by.field);
    for (const { parent } of operation.scopes) if (parent?.entity === entity) fields.add(parent.field);
  }
  return [...fields];
}

function fieldsOf(
  entity: Entity,
  operations: readonly Operation[],
  kind: 'toggle' | 'increment' | 'set',
): Field[] {
  const fields = operations.flatMap((operation) =>
    operation.entity === entity && operation.action.kind === kind ? [operation.action.field] : [],
  );
  return [...new Set(fields)];
}
