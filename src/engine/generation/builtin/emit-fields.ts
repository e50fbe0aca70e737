import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { js, jsGet, jsKey } from './literals.ts';

/** The function that reads what a client sent. */
export function emitReader(entity: Entity): string[] {
  return [
    '/** What a client sent, as it is stored; `whole`: every required field must be there. */',
    `export function read${entity.type}(body, whole) {`,
    '  const checks = new Checks(body, whole);',
    '  return checks.finish({',
    ...entity.writable.map((field) => `    ${field.column}: ${check(field)},`),
    '  });',
    '}',
  ];
}

/** The function that shows a row as the API answers it. */
export function emitShow(entity: Entity): string[] {
  return [
    `export function show${entity.type}(row) {`,
    '  return {',
    ...entity.fields.map((field) => `    ${jsKey(field.key)}: ${shown(field)},`),
    '  };',
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
      return call('number', { ...limits, whole: field.kind === 'integer' });
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
      return call('list', { max: max ?? 50, itemMax: field.itemMax });
    case 'json':
      return call('json', { max: 10_000 });
    case 'id':
    case 'uuid':
      throw new Error(`${field.key} is set by the server`);
  }
}

function rulesText(rules: object): string {
  const parts = Object.entries(rules).map(([name, value]) => `${name}: ${js(value)}`);
  return `{ ${parts.join(', ')} }`;
}
