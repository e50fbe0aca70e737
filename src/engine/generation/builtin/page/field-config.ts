import type { Entity } from '../entities.ts';
import type { Field } from '../fields.ts';
import type { Operation } from '../operations.ts';
import { label } from './label.ts';
import { optionsOf } from './options.ts';

/** A field as a form and a list need it. */
export function describeField(field: Field, entity: Entity, operations: readonly Operation[]) {
  const options = optionsOf(field, entity, operations);
  return {
    key: field.key,
    label: label(options === null ? field.key : field.key.replace(/_?id$/i, '')),
    kind: field.kind,
    required: field.required,
    secret: field.writeOnly,
    long: field.kind === 'text' && !field.writeOnly && (field.max === null || field.max > 500),
    choices: field.choices,
    initial: initialOf(field),
    options,
  };
}

function initialOf({ kind, initial }: Field) {
  if (kind === 'boolean') return initial === 1;
  return kind === 'list' || initial === '' ? null : initial;
}
