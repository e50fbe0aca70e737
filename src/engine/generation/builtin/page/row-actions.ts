import type { Field } from '../fields.ts';
import type { Operation } from '../operations.ts';
import { callOf } from './calls.ts';
import type { Call } from './calls.ts';
import { label } from './label.ts';
import { askedOf } from '../list-queries.ts';
import type { View } from './views.ts';

/** What can be done with a row besides changing and deleting it. */
export interface RowAction extends Call {
  label: string;
  /** The field that it turns on and off. */
  flag: string | null;
  /** It makes sense unless the field has this value, and, where `from` says so, has one of those. */
  unless: { key: string; value: string | number | boolean; from: string[] | null } | null;
  /** What is asked for first. */
  fields: string[];
}

/** Each by one label once. */
export function readActions(view: View): RowAction[] {
  const actions = view.operations.flatMap(readAction);
  return actions.filter(
    (action, index) => actions.findIndex((other) => other.label === action.label) === index,
  );
}

function readAction(operation: Operation): RowAction[] {
  const { action, path, entity } = operation;
  const base = { ...callOf(operation), flag: null, unless: null, fields: [] };
  if (action.kind === 'toggle' || action.kind === 'increment') {
    const flag = action.kind === 'toggle' ? action.field.key : null;
    return [{ ...base, label: label(path.verb ?? action.field.key), flag }];
  }
  if (action.kind === 'set') {
    const { field, value, from } = action;
    const unless = { key: field.key, value: field.kind === 'boolean' ? value === 1 : value, from };
    return [{ ...base, label: label(path.verb ?? field.key), unless }];
  }
  if (action.kind !== 'update' || isPlainUpdate(operation)) return [];
  const asked = askedOf(operation);
  const fields = entity.fields
    .filter((field) => asked.includes(field.key) && isTyped(field) && isTaken(field, operation))
    .map(({ key }) => key);
  return fields.length > 0 ? [{ ...base, label: label(path.verb ?? 'change'), fields }] : [];
}

/** Whether a form has an input for it. */
export function isTyped({ kind }: Field): boolean {
  return kind !== 'json';
}

export function isTaken(field: Field, { entity, action }: Operation): boolean {
  return entity.writable.includes(field) || (action.kind === 'update' && action.accept.includes(field));
}

/** Whether it is for any field, and not for those that its path names. */
export function isPlainUpdate({ action, path }: Operation): boolean {
  return action.kind === 'update' && path.verb === null;
}
