import { roles } from '../accounts.ts';
import type { Accounts } from '../accounts.ts';
import type { Entity } from '../entities.ts';
import type { Field } from '../fields.ts';
import { foreignReference } from '../ownership.ts';
import { emitForeign, scopeFields, valueOf } from './access.ts';
import type { Place } from './access.ts';
import { py, pyDict, pyTuple } from './python.ts';

/** The address says the key of what is changed, where a new row's body has to. */
function keptKey({ id }: Entity, whole: boolean): string | null {
  return whole && !id.readOnly ? pyDict([[id.key, valueOf('before', id)]]) : null;
}

/** Lines that read what was sent and make or change the row. */
export function emitValues(
  place: Place,
  body: string,
  whole: boolean,
  method: 'create' | 'change',
): string[] {
  const { operation, accounts, tables } = place;
  const { entity, action, need } = operation;
  const table = tables.get(entity)!;
  const isNew = method === 'create';
  const isAccount = accounts?.entity === entity;
  const { given, set } = isNew
    ? scopeFields(place)
    : { given: keptKey(entity, whole), set: [] as [Field, string][] };
  const accepting = 'accept' in action && action.accept.length > 0 ? ', accepting=True' : '';
  const known = given === null ? '' : `, given=${given}`;
  const lines = [`values = ${table}.read(${body}, whole=${py(whole)}${accepting}${known})`];
  if (isAccount) lines.push(`values = hashed_in(values, ${py(accounts.password.column)})`);
  if (isNew && accounts && entity.owner && !set.some(([field]) => field === entity.owner)) {
    const id = valueOf('account', accounts.entity.id);
    const isAnybody = need === 'anyone' || need === 'unsaid';
    set.push([entity.owner, isAnybody ? `account and ${id}` : id]);
  }
  lines.push(...set.map(([field, value]) => `${valueOf('values', field)} = ${value}`));
  const through = accounts && foreignReference(operation);
  if (accounts && through) {
    const key = `values.get(${py(through.field.column)})`;
    lines.push(emitForeign(operation, accounts, tables.get(through.entity)!, key));
  }
  lines.push(
    `row = ${table}.${method}(${isNew ? 'values' : 'before, values'}${isAccount && isNew ? firstOf(accounts) : ''})`,
  );
  return lines;
}

/** The first account is an administrator. */
function firstOf({ role }: Accounts): string {
  return `, first=${pyTuple([py(role.column), py(roles.administrator), py(roles.other)])}`;
}
