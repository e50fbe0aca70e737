import type { Accounts } from './accounts.ts';
import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { js, jsGet, jsKey } from './literals.ts';

/** The functions that read what a client sent; the second where some clients may set more than others. */
export function emitReaders(entity: Entity, accept: readonly Field[]): string[] {
  const reader = (name: string, fields: readonly Field[]) => [
    `export function ${name}(body, whole, given) {`,
    '  const checks = new Checks(body, whole, given);',
    '  return checks.finish({',
    ...fields.map((field) => `    ${field.column}: ${check(field)},`),
    '  });',
    '}',
  ];
  return [
    '/**',
    ' * What a client sent, as it is stored; `whole`: every required field must be there; `given`: what the',
    ' * address says of it.',
    ' */',
    ...reader(`read${entity.type}`, entity.writable),
    ...(accept.length > 0
      ? [
          '',
          '/** The same, with what only some may set. */',
          ...reader(`readAll${entity.type}`, [...entity.writable, ...accept]),
        ]
      : []),
  ];
}

/** The function that shows a row as the API answers it. */
export function emitShow(entity: Entity): string[] {
  const fields = entity.fields.filter((field) => !field.writeOnly);
  return [
    `export function show${entity.type}(row) {`,
    '  return {',
    ...fields.map((field) => `    ${jsKey(field.key)}: ${shown(field)},`),
    '  };',
    '}',
  ];
}

/** The function that reads the name and the password of a login. */
export function emitCredentials({ name, password, access }: Accounts): string[] {
  const text = (key: string, max: number) =>
    `checks.text(${js(key)}, ${jsGet('checks.sent', key)}, { required: true, min: 0, max: ${max} })`;
  return [
    '/** What a login sends. */',
    'export function readCredentials(body) {',
    '  const checks = new Checks(body, true);',
    '  return checks.finish({',
    `    name: ${text(access.nameKey, name.max ?? 254)},`,
    `    password: ${text(access.passwordKey, Math.max(password.max ?? 200, 200))},`,
    '  });',
    '}',
  ];
}

function shown(field: Field): string {
  const value = `row.${field.column}`;
  if (field.kind === 'boolean') return `${value} === 1`;
  if (field.kind === 'list') return `JSON.parse(${value} ?? '[]')`;
  return field.kind === 'json' ? `JSON.parse(${value} ?? 'null')` : value;
}

function check(field: Field): string {
  const { required } = field;
  const call = (method: string, rules: object) =>
    `checks.${method}(${js(field.key)}, ${jsGet('checks.sent', field.key)}, ${rulesText({ required, ...rules })})`;
  const max = field.max;
  switch (field.kind) {
    case 'text':
      return call('text', { min: field.min ?? 0, max: max ?? 10_000 });
    case 'integer':
    case 'number': {
      const limits = { min: field.min ?? -1e12, max: max ?? 1e12 };
      const above = field.positive ? { above: 0 } : {};
      return call('number', { ...limits, ...above, whole: field.kind === 'integer' });
    }
    case 'boolean':
      return call('flag', {});
    case 'date':
      return call('date', {});
    case 'datetime':
      return call('time', {});
    case 'url':
      return call('address', { max: max ?? 2_000 });
    case 'email':
      return call('email', { max: max ?? 254 });
    case 'choice':
      return call('choice', { choices: field.choices });
    case 'list':
      return call('list', { min: field.min ?? 0, max: max ?? 50, itemMax: field.itemMax });
    case 'json':
      return call('json', { max: max ?? 10_000 });
    case 'id':
    case 'uuid':
      throw new Error(`${field.key} is set by the server`);
  }
}

function rulesText(rules: object): string {
  const parts = Object.entries(rules).map(([name, value]) => `${name}: ${js(value)}`);
  return `{ ${parts.join(', ')} }`;
}
