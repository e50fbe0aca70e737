import { ownedSql } from './conditions.ts';
import { isStamped, isTouched } from './entities.ts';
import type { Entity } from './entities.ts';
import type { StorePart } from './emit-rules.ts';
import type { Field } from './fields.ts';
import { js, sqlName } from './literals.ts';

/** Whether a change can be refused after it was made, and has to be taken back then. */
export function hasRules({ period, overlap, transfer }: Entity): boolean {
  return period !== null || overlap !== null || transfer !== null;
}

const now = (used: boolean) => (used ? ['    const now = new Date().toISOString();'] : []);

export function creation(entity: Entity): StorePart {
  const stored = entity.fields.filter((field) => field.kind !== 'id');
  const names = stored.map((field) => sqlName(field.column)).join(', ');
  const values = stored.map((field) => `:${field.column}`).join(', ');
  const insert = stored.length > 0 ? `(${names}) VALUES (${values})` : 'DEFAULT VALUES';
  const made = [
    'this.#insert.get({',
    ...stored.map((field) => `      ${field.column}: ${initialValue(field)},`),
    '    })',
  ].join('\n');
  return {
    statements: [['insert', `INSERT INTO ${sqlName(entity.table)} ${insert} RETURNING *`]],
    methods: [
      '',
      '  create(values) {',
      ...now(entity.fields.some(isStamped)),
      ...(entity.references.length > 0 ? ['    this.#refer(values);'] : []),
      ...checked(entity, made, entity.transfer ? ['this.#move(values);'] : []),
      '  }',
    ],
  };
}

/** Lines that return the row an expression makes, once it has passed what must hold of it. */
function checked(entity: Entity, expression: string, first: string[] = []): string[] {
  if (!hasRules(entity)) return [`    return ${expression};`];
  const row = entity.period || entity.overlap ? `this.#check(${expression})` : expression;
  return [
    '    return inTransaction(this.#database, () => {',
    ...first.map((line) => `      ${line}`),
    `      return ${row};`,
    '    });',
  ];
}

export function lookup(entity: Entity, field: Field): StorePart {
  return {
    statements: [
      [`by_${field.column}`, `SELECT * FROM ${sqlName(entity.table)} WHERE ${sqlName(field.column)} = ?`],
    ],
    methods: ['', `  by_${field.column}(value) {`, `    return this.#by_${field.column}.get(value);`, '  }'],
  };
}

/** Statement and method that change one row by its key. */
export function changing(entity: Entity, accept: readonly Field[]): StorePart {
  // What a row is called it stays, as its address says.
  const fields = [...entity.writable, ...accept].filter((field) => field !== entity.id);
  const sets = [...fields.map((field) => `${sqlName(field.column)} = :${field.column}`), ...touch(entity)];
  if (sets.length === 0) return { statements: [], methods: [] };
  const made = [
    'this.#change.get({',
    ...fields.map((field) => `      ${field.column}: ${changedValue(field)},`),
    `      key: row.${entity.id.column}${nowOf(entity)},`,
    '    })',
  ].join('\n');
  return {
    statements: [['change', updateSql(entity, sets)]],
    methods: [
      '',
      '  /** What was not sent stays as it is. */',
      '  change(row, values) {',
      ...(entity.references.length > 0 ? ['    this.#refer(values);'] : []),
      ...checked(entity, made),
      '  }',
    ],
  };
}

export function removal(entity: Entity): StorePart {
  const where = `WHERE ${sqlName(entity.id.column)} = ?`;
  return {
    statements: [['remove', `DELETE FROM ${sqlName(entity.table)} ${where} RETURNING *`]],
    methods: ['', '  remove(key) {', '    return this.#remove.get(key);', '  }'],
  };
}

export function toggling(entity: Entity, field: Field): StorePart {
  const flip = `${sqlName(field.column)} = COALESCE(:value, 1 - ${sqlName(field.column)})`;
  return {
    statements: [[`toggle_${field.column}`, updateSql(entity, [flip, ...touch(entity)])]],
    methods: [
      '',
      '  /** Without a value it is turned over. */',
      `  toggle_${field.column}(key, value) {`,
      `    return this.#toggle_${field.column}.get({ key, value: value ?? null${nowOf(entity)} });`,
      '  }',
    ],
  };
}

export function counting(entity: Entity, field: Field): StorePart {
  const add = `${sqlName(field.column)} = COALESCE(${sqlName(field.column)}, 0) + 1`;
  return {
    statements: [[`increment_${field.column}`, updateSql(entity, [add, ...touch(entity)])]],
    methods: [
      '',
      `  increment_${field.column}(key) {`,
      `    return this.#increment_${field.column}.get({ key${nowOf(entity)} });`,
      '  }',
    ],
  };
}

export function setting(entity: Entity, field: Field): StorePart {
  const set = `${sqlName(field.column)} = :value`;
  return {
    statements: [[`set_${field.column}`, updateSql(entity, [set, ...touch(entity)])]],
    methods: [
      '',
      `  set_${field.column}(key, value) {`,
      ...checked(entity, `this.#set_${field.column}.get({ key, value${nowOf(entity)} })`),
      '  }',
    ],
  };
}

export function ownership(entity: Entity): StorePart {
  const where = `${sqlName(entity.id.column)} = :key AND NOT ${ownedSql(entity)}`;
  return {
    statements: [['foreign', `SELECT 1 FROM ${sqlName(entity.table)} WHERE ${where}`]],
    methods: [
      '',
      '  /** Whether there is such a row and it belongs to somebody else. */',
      '  isForeign(key, account) {',
      '    return this.#foreign.get({ key, account }) !== undefined;',
      '  }',
    ],
  };
}

export function firstAccount(entity: Entity): StorePart {
  return {
    statements: [['any', `SELECT 1 FROM ${sqlName(entity.table)} LIMIT 1`]],
    methods: ['', '  isEmpty() {', '    return this.#any.get() === undefined;', '  }'],
  };
}

function updateSql(entity: Entity, sets: readonly string[]): string {
  const where = `WHERE ${sqlName(entity.id.column)} = :key`;
  return `UPDATE ${sqlName(entity.table)} SET ${sets.join(', ')} ${where} RETURNING *`;
}

function touch(entity: Entity): string[] {
  return entity.fields.filter(isTouched).map((field) => `${sqlName(field.column)} = :now`);
}

function nowOf(entity: Entity): string {
  return entity.fields.some(isTouched) ? ', now: new Date().toISOString()' : '';
}

function initialValue(field: Field): string {
  if (field.kind === 'uuid') return 'randomUUID()';
  if (isStamped(field)) return field.kind === 'date' ? 'now.slice(0, 10)' : 'now';
  const isNumber = field.readOnly && field.references === null && /^(integer|number)$/.test(field.kind);
  return `values.${field.column} ?? ${js(field.initial ?? (isNumber ? 0 : null))}`;
}

function changedValue(field: Field): string {
  const sent = `values.${field.column}`;
  const cleared = field.required ? sent : `(${sent} ?? ${js(field.initial)})`;
  return `${sent} === undefined ? row.${field.column} : ${cleared}`;
}
