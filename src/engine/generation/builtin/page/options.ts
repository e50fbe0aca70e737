import { sortFields } from '../conditions.ts';
import type { Entity } from '../entities.ts';
import type { Field } from '../fields.ts';
import type { Operation } from '../operations.ts';
import { pathOf } from './calls.ts';
import { readPages } from '../list-queries.ts';

/** Where the rows come from that a field can refer to. */
export function optionsOf(field: Field, entity: Entity, operations: readonly Operation[]) {
  const other = entity.references.find((reference) => reference.field === field)?.entity;
  const list = operations.find(
    ({ entity: listed, action, scopes, need }) =>
      listed === other && action.kind === 'list' && scopes.length === 0 && need !== 'administrator',
  );
  if (!other || !list) return null;
  const text = sortFields(other).find(({ kind }) => kind === 'text' || kind === 'email');
  const size = readPages(list)?.size ?? null;
  return { path: pathOf(list), size, id: other.id.key, text: (text ?? other.id).key };
}
