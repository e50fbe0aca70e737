import { roles } from '../accounts.ts';
import type { Accounts } from '../accounts.ts';
import type { Field } from '../fields.ts';
import type { Operation } from '../operations.ts';
import type { Lookup, Scope } from '../targets.ts';
import { py, pyDict } from './python.ts';
import type { TableNames } from './tables.ts';

/** What emitting a route needs to know of its app. */
export interface Place {
  operation: Operation;
  accounts: Accounts | null;
  tables: TableNames;
  /** Parameter of the path → its name in the function. */
  parameters: ReadonlyMap<string, string>;
}

export const valueOf = (row: string, { column }: Field) => `${row}[${py(column)}]`;

/** Lines that find out who calls; the account is in `account` where what follows needs it. */
export function emitCaller({ operation, accounts }: Place, body: readonly string[]): string[] {
  if (!accounts) return [];
  const isUsed = body.some((line) => /\baccount\b/.test(line));
  const name = {
    'signed-in': 'signed_in',
    administrator: 'administrator',
    anyone: 'caller',
    unsaid: 'caller',
  }[operation.need];
  if (name === 'caller' && !isUsed) return [];
  return [`${isUsed ? 'account = ' : ''}sessions.${name}()`];
}

/** Lines that find the rows that a path goes through, each within the one before. */
export function emitScopes(place: Place): string[] {
  const { operation, accounts, tables } = place;
  const { scopes, own } = operation;
  return scopes.flatMap((scope, index) => {
    if (!scope.parent) return [];
    const { parent } = scope;
    const table = tables.get(parent.entity)!;
    const before = scopes[index - 1];
    const key = valueOf(parentName(index), parent.entity.id);
    const lines = [
      `${parentName(index)} = ${rowBy(place, table, { parameter: scope.parameter, field: parent.field })}`,
      ...(before ? [emitWithin(place, parentName(index), before, index - 1)] : []),
    ];
    if (!own?.parents.includes(scope) || !accounts) return lines;
    if (parent.entity === accounts.entity) lines.push(emitNotSelf(operation, accounts, key));
    if (parent.entity.owners.length > 0) lines.push(emitForeign(operation, accounts, table, key));
    return lines;
  });
}

/** Lines that hold a row to the path and, where only own ones are meant, to the account. */
export function emitRowChecks(place: Place, row: string): string[] {
  const { operation, accounts, tables } = place;
  const { scopes, entity, own } = operation;
  const last = scopes.at(-1);
  const key = valueOf(row, entity.id);
  const lines = last ? [emitWithin(place, row, last, scopes.length - 1)] : [];
  if (!own?.rows || !accounts) return lines;
  if (entity === accounts.entity) lines.push(emitNotSelf(operation, accounts, key));
  else if (entity.owners.length > 0) lines.push(emitForeign(operation, accounts, tables.get(entity)!, key));
  return lines;
}

/** Lines that limit a list's filter to the path and, where only own ones are meant, to the account. */
export function emitLimits(place: Place): string[] {
  const { operation, accounts } = place;
  const { scopes, entity, own, administratorsToo } = operation;
  const last = scopes.at(-1);
  const lines: string[] = [];
  const set = (name: string, value: string) => lines.push(`wanted.match[${py(name)}] = ${value}`);
  if (last) {
    set(last.links.length > 1 ? 'parent' : last.links[0]!.column, scopeValue(place, last, scopes.length - 1));
  }
  if (!own?.rows || !accounts) return lines;
  const id = valueOf('account', accounts.entity.id);
  const value = administratorsToo
    ? `None if ${valueOf('account', accounts.role)} == ${py(roles.administrator)} else ${id}`
    : id;
  if (entity === accounts.entity) set(entity.id.column, value);
  else if (entity.owners.length > 0) set('account', value);
  return lines;
}

/** What a path says of a new row's fields: those that clients may send themselves, and the others. */
export function scopeFields(place: Place): { given: string | null; set: [Field, string][] } {
  const { scopes } = place.operation;
  const last = scopes.at(-1);
  if (!last) return { given: null, set: [] };
  const link = last.links[0]!;
  const value = scopeValue(place, last, scopes.length - 1);
  if (link.readOnly) return { given: null, set: [[link, value]] };
  return { given: pyDict([[link.key, link.kind === 'list' ? `[${value}]` : value]]), set: [] };
}

/** Refuses a row of somebody else. */
export function emitForeign(operation: Operation, accounts: Accounts, table: string, key: string): string {
  const id = valueOf('account', accounts.entity.id);
  return `refuse(${notAdministrator(operation, accounts)}${table}.is_foreign(${key}, ${id}))`;
}

function emitNotSelf(operation: Operation, accounts: Accounts, key: string): string {
  return `refuse(${notAdministrator(operation, accounts)}${key} != ${valueOf('account', accounts.entity.id)})`;
}

function notAdministrator({ administratorsToo }: Operation, { role }: Accounts): string {
  return administratorsToo ? `${valueOf('account', role)} != ${py(roles.administrator)} and ` : '';
}

function emitWithin(place: Place, row: string, scope: Scope, index: number): string {
  const values = scope.links.map((link) => valueOf(row, link));
  const value = scopeValue(place, scope, index);
  if (scope.links[0]!.kind === 'list') return `within(json.loads(${values[0]!} or "[]"), ${value})`;
  return `within([${values.join(', ')}], ${value})`;
}

function scopeValue({ parameters }: Place, { parameter, parent, links }: Scope, index: number): string {
  if (parent) return valueOf(parentName(index), parent.entity.id);
  return keyOf(links[0]!, parameters.get(parameter)!);
}

function parentName(index: number): string {
  return index === 0 ? 'parent' : `parent_${index + 1}`;
}

export function rowBy({ parameters }: Place, table: string, { parameter, field }: Lookup): string {
  return `found(${table}.find(${py(field.column)}, ${keyOf(field, parameters.get(parameter)!)}))`;
}

function keyOf(field: Field, value: string): string {
  const reader = keyReader(field);
  return reader === null ? value : `${reader}(${value})`;
}

/** null: the text itself. */
export function keyReader({ kind }: Field): string | null {
  if (kind === 'uuid') return 'uuid_of';
  if (kind === 'number') return 'number_key';
  return kind === 'id' || kind === 'integer' ? 'id_of' : null;
}
