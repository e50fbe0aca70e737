import { roles } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import type { Field } from './fields.ts';
import { jsKey } from './literals.ts';
import type { Operation } from './operations.ts';
import type { Lookup, Scope } from './targets.ts';

/** Lines that find out who calls; the account is in `account` where what follows needs it. */
export function emitCaller(
  { need }: Operation,
  accounts: Accounts | null,
  body: readonly string[],
): string[] {
  if (!accounts) return [];
  const isUsed = body.some((line) => /\baccount\b/.test(line));
  const name = {
    'signed-in': 'signedIn',
    administrator: 'administrator',
    anyone: 'caller',
    unsaid: 'caller',
  }[need];
  if (name === 'caller' && !isUsed) return [];
  return [`${isUsed ? 'const account = ' : ''}sessions.${name}(request);`];
}

/** Lines that find the rows that a path goes through, each within the one before. */
export function emitScopes(operation: Operation, accounts: Accounts | null): string[] {
  const { scopes, own } = operation;
  return scopes.flatMap((scope, index) => {
    if (!scope.parent) return [];
    const { parent } = scope;
    const store = parent.entity.plural;
    const before = scopes[index - 1];
    const isOwn = own?.parents.includes(scope);
    return [
      `const ${parentName(index)} = ${rowBy(store, { parameter: scope.parameter, field: parent.field })};`,
      ...(before ? [emitWithin(parentName(index), before, index - 1)] : []),
      ...(isOwn && parent.entity === accounts?.entity
        ? [
            `refuse(${notAdministrator(operation, accounts)}${parentName(index)}.${parent.entity.id.column} !== account.${accounts.entity.id.column});`,
          ]
        : []),
      ...(isOwn && accounts && parent.entity.owners.length > 0
        ? [emitForeign(operation, accounts, store, `${parentName(index)}.${parent.entity.id.column}`)]
        : []),
    ];
  });
}

/** Lines that hold a row to the path and, where only own ones are meant, to the account. */
export function emitRowChecks(operation: Operation, accounts: Accounts | null, row: string): string[] {
  const { scopes, entity, own } = operation;
  const last = scopes.at(-1);
  const key = `${row}.${entity.id.column}`;
  const lines = last ? [emitWithin(row, last, scopes.length - 1)] : [];
  if (!own?.rows || !accounts) return lines;
  if (entity === accounts.entity)
    lines.push(`refuse(${notAdministrator(operation, accounts)}${key} !== account.${entity.id.column});`);
  else if (entity.owners.length > 0) lines.push(emitForeign(operation, accounts, entity.plural, key));
  return lines;
}

/** Lines that limit a list's filter to the path and, where only own ones are meant, to the account. */
export function emitLimits({ scopes, entity, own, administratorsToo }: Operation, accounts: Accounts | null) {
  const last = scopes.at(-1);
  const lines: string[] = [];
  if (last) {
    const place = last.links.length > 1 ? 'parent' : last.links[0]!.column;
    lines.push(`filter.match.${place} = ${scopeValue(last, scopes.length - 1)};`);
  }
  if (!own?.rows || !accounts) return lines;
  const id = `account.${accounts.entity.id.column}`;
  const isAdministrator = `account.${accounts.role.column} === '${roles.administrator}'`;
  const value = administratorsToo ? `${isAdministrator} ? null : ${id}` : id;
  if (entity === accounts.entity) lines.push(`filter.match.${entity.id.column} = ${value};`);
  else if (entity.owners.length > 0) lines.push(`filter.match.account = ${value};`);
  return lines;
}

/** What a path says of a new row's fields: those that clients may send themselves, and the others. */
export function scopeFields({ scopes }: Operation): { given: string | null; set: string[] } {
  const last = scopes.at(-1);
  if (!last) return { given: null, set: [] };
  const [link] = last.links;
  const value = scopeValue(last, scopes.length - 1);
  if (link!.readOnly) return { given: null, set: [`${link!.column}: ${value}`] };
  const sent = link!.kind === 'list' ? `[${value}]` : value;
  return { given: `{ ${jsKey(link!.key)}: ${sent} }`, set: [] };
}

/** Refuses a row of somebody else. */
export function emitForeign(operation: Operation, accounts: Accounts, store: string, key: string): string {
  const id = `account.${accounts.entity.id.column}`;
  return `refuse(${notAdministrator(operation, accounts)}${store}.isForeign(${key}, ${id}));`;
}

function notAdministrator({ administratorsToo }: Operation, { role }: Accounts): string {
  return administratorsToo ? `account.${role.column} !== '${roles.administrator}' && ` : '';
}

function emitWithin(row: string, scope: Scope, index: number): string {
  const values = scope.links.map((link) => `${row}.${link.column}`);
  const value = scopeValue(scope, index);
  const [link] = scope.links;
  if (link!.kind === 'list') return `within(JSON.parse(${values[0]!} ?? '[]'), ${value});`;
  return `within([${values.join(', ')}], ${value});`;
}

function scopeValue({ parameter, parent, links }: Scope, index: number): string {
  if (parent) return `${parentName(index)}.${parent.entity.id.column}`;
  return `${keyReader(links[0]!)}(request.params.${parameter})`;
}

function parentName(index: number): string {
  return index === 0 ? 'parent' : `parent${index + 1}`;
}

export function rowBy(store: string, { parameter, field }: Lookup): string {
  return `found(${store}.by_${field.column}(${keyReader(field)}(request.params.${parameter})))`;
}

export function keyReader({ kind }: Field): string {
  if (kind === 'uuid') return 'uuidOf';
  if (kind === 'number') return 'Number';
  return kind === 'id' || kind === 'integer' ? 'idOf' : 'String';
}
