import { roles } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { emitForeign, scopeFields } from './emit-access.ts';
import type { Entity } from './entities.ts';
import { jsKey } from './literals.ts';
import type { Operation } from './operations.ts';
import { foreignReference } from './ownership.ts';

/** The address says the key of what is changed, where a new row's body has to. */
function keptKey({ id }: Entity, whole: boolean): string | null {
  return whole && !id.readOnly ? `{ ${jsKey(id.key)}: before.${id.column} }` : null;
}

/** Lines that read what was sent and make or change the row. */
export function emitValues(
  operation: Operation,
  accounts: Accounts | null,
  body: string,
  whole: boolean,
  method: 'create' | 'change',
): string[] {
  const { entity, action } = operation;
  const accept = 'accept' in action && action.accept.length > 0 ? 'All' : '';
  const { given, set } =
    method === 'create' ? scopeFields(operation) : { given: keptKey(entity, whole), set: [] };
  let values = `read${accept}${entity.type}(${body}, ${whole}${given === null ? '' : `, ${given}`})`;
  if (accounts && entity === accounts.entity) {
    values = `await hashedIn(${values}, '${accounts.password.column}')`;
    if (method === 'create') {
      set.push(
        `${accounts.role.column}: ${entity.plural}.isEmpty() ? '${roles.administrator}' : '${roles.other}'`,
      );
    }
  }
  const isOwnerSet = set.some((part) => entity.owner && part.startsWith(`${entity.owner.column}:`));
  if (method === 'create' && accounts && entity.owner && !isOwnerSet) {
    const reader = operation.need === 'anyone' || operation.need === 'unsaid' ? 'account?.' : 'account.';
    set.push(`${entity.owner.column}: ${reader}${accounts.entity.id.column} ?? null`);
  }
  const all =
    set.length > 0
      ? `{ ...${values.startsWith('await') ? `(${values})` : values}, ${set.join(', ')} }`
      : values;
  const call = (sent: string) =>
    method === 'create' ? `${entity.plural}.create(${sent})` : `${entity.plural}.change(before, ${sent})`;
  const through = accounts && foreignReference(operation);
  if (!accounts || !through) return [`const row = ${call(all)};`];
  const key = `values.${through.field.column} ?? null`;
  return [
    `const values = ${all};`,
    emitForeign(operation, accounts, through.entity.plural, key),
    `const row = ${call('values')};`,
  ];
}
