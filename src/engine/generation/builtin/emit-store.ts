import { isStamped, isTouched } from './entities.ts';
import type { Entity } from './entities.ts';
import { emitFilter, filterSql, orderSql } from './emit-filter.ts';
import { emitReader, emitShow } from './emit-fields.ts';
import { importUsed, js, sqlName, sqlText } from './literals.ts';
import type { Field } from './fields.ts';
import type { Operation } from './operations.ts';

/** The module of one entity: what may be sent, how a row is shown, and its statements. */
export function emitStore(entity: Entity, operations: readonly Operation[]): string {
  const actions = operations.filter((operation) => operation.entity === entity);
  const toggles = fieldsOf(actions, 'toggle');
  const counters = fieldsOf(actions, 'increment');
  const lookups = new Set<Field>([entity.id]);
  for (const { action } of actions) if ('by' in action) lookups.add(action.by.field);

  const table = sqlName(entity.table);
  const touched = entity.fields.filter(isTouched);
  const touch = touched.map((field) => `${sqlName(field.column)} = :now`);
  const stored = entity.fields.filter((field) => field.kind !== 'id');
  const names = stored.map((field) => sqlName(field.column)).join(', ');
  const values = stored.map((field) => `:${field.column}`).join(', ');
  const changes = [
    ...entity.writable.map((field) => `${sqlName(field.column)} = :${field.column}`),
    ...touch,
  ];
  const where = [...lookups].map((field) => `${sqlName(field.column)} = ?`);
  const filter = filterSql(entity);
  const id = sqlName(entity.id.column);

  const statements = [
    [
      'insert',
      `INSERT INTO ${table} ${stored.length > 0 ? `(${names}) VALUES (${values})` : 'DEFAULT VALUES'} RETURNING *`,
    ],
    [
      'list',
      `SELECT * FROM ${table} WHERE ${filter} ORDER BY ${orderSql(entity)} LIMIT :limit OFFSET :offset`,
    ],
    ['count', `SELECT COUNT(*) AS "count" FROM ${table} WHERE ${filter}`],
    ['change', `UPDATE ${table} SET ${changes.join(', ')} WHERE ${id} = :key RETURNING *`],
    ['remove', `DELETE FROM ${table} WHERE ${id} = ? RETURNING *`],
    ...[...lookups].map((field, index) => [
      `by_${field.column}`,
      `SELECT * FROM ${table} WHERE ${where[index]}`,
    ]),
    ...toggles.map((field) => {
      const flip = `${sqlName(field.column)} = COALESCE(:value, 1 - ${sqlName(field.column)})`;
      return [
        `toggle_${field.column}`,
        `UPDATE ${table} SET ${[flip, ...touch].join(', ')} WHERE ${id} = :key RETURNING *`,
      ];
    }),
    ...counters.map((field) => {
      const add = `${sqlName(field.column)} = COALESCE(${sqlName(field.column)}, 0) + 1`;
      return [`increment_${field.column}`, `UPDATE ${table} SET ${add} WHERE ${id} = ? RETURNING *`];
    }),
  ].filter(([name]) => name !== 'change' || changes.length > 0) as [string, string][];

  const now = touched.length > 0 ? ', now: new Date().toISOString()' : '';
  const body = [
    ...emitReader(entity),
    '',
    ...emitFilter(entity),
    '',
    ...emitShow(entity),
    '',
    `export class ${entity.type}Store {`,
    ...statements.map(([name]) => `  #${name};`),
    '',
    '  constructor(database) {',
    ...statements.map(([name, sql]) => `    this.#${name} = database.prepare(${sqlText(sql)});`),
    '  }',
    '',
    '  create(values) {',
    ...(entity.fields.some(isStamped) ? ['    const now = new Date().toISOString();'] : []),
    '    return this.#insert.get({',
    ...stored.map((field) => `      ${field.column}: ${initialValue(field)},`),
    '    });',
    '  }',
    '',
    '  list(filter) {',
    '    return this.#list.all({ ...filter.match, limit: filter.limit, offset: filter.offset });',
    '  }',
    '',
    '  count(filter) {',
    '    return this.#count.get(filter.match).count;',
    '  }',
    ...[...lookups].flatMap((field) => [
      '',
      `  by_${field.column}(value) {`,
      `    return this.#by_${field.column}.get(value);`,
      '  }',
    ]),
    ...(changes.length > 0
      ? [
          '',
          '  /** What was not sent stays as it is. */',
          '  change(row, values) {',
          '    return this.#change.get({',
          ...entity.writable.map((field) => `      ${field.column}: ${changedValue(field)},`),
          `      key: row.${entity.id.column}${now},`,
          '    });',
          '  }',
        ]
      : []),
    '',
    '  remove(key) {',
    '    return this.#remove.get(key);',
    '  }',
    ...toggles.flatMap((field) => [
      '',
      '  /** Without a value it is turned over. */',
      `  toggle_${field.column}(key, value) {`,
      `    return this.#toggle_${field.column}.get({ key, value: value ?? null${now} });`,
      '  }',
    ]),
    ...counters.flatMap((field) => [
      '',
      `  increment_${field.column}(key) {`,
      `    return this.#increment_${field.column}.get(key);`,
      '  }',
    ]),
    '}',
    '',
  ].join('\n');
  const imports = [
    ...importUsed(['randomUUID'], 'node:crypto', body),
    ...importUsed(['Checks'], './checks.js', body),
    ...importUsed(['flagOf', 'pageOf', 'patternOf', 'textOf', 'wholeOf'], './query.js', body),
  ];
  return [...imports, '', body].join('\n');
}

function fieldsOf(operations: readonly Operation[], kind: 'toggle' | 'increment'): Field[] {
  return [...new Set(operations.flatMap(({ action }) => (action.kind === kind ? [action.field] : [])))];
}

function initialValue(field: Field): string {
  if (field.kind === 'uuid') return 'randomUUID()';
  if (isStamped(field)) return 'now';
  if (field.readOnly)
    return js(field.initial ?? (field.kind === 'integer' || field.kind === 'number' ? 0 : null));
  return `values.${field.column} ?? ${js(field.initial)}`;
}

function changedValue(field: Field): string {
  const sent = `values.${field.column}`;
  const cleared = field.required ? sent : `(${sent} ?? ${js(field.initial)})`;
  return `${sent} === undefined ? row.${field.column} : ${cleared}`;
}
