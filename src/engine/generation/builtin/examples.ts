import type { TemplateEndpoint } from '../../domain/template.ts';
import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { sameName, singular } from './naming.ts';

export type Example = TemplateEndpoint['request'];
export type ExampleObject = { [key: string]: Example };

export function isObject(example: Example | undefined): example is ExampleObject {
  return typeof example === 'object' && example !== null && !Array.isArray(example);
}

/** What an example has under a key: nothing that objects have from elsewhere, as `constructor`. */
export function valueIn(example: ExampleObject, key: string): Example | undefined {
  return Object.hasOwn(example, key) ? example[key] : undefined;
}

/** Whether an example shows a row of the entity: mostly its fields, and at least two of them. */
export function showsEntity(example: Example | undefined, entity: Entity): boolean {
  if (!isObject(example)) return false;
  const keys = Object.keys(example);
  const known = keys.filter((key) => entity.fields.some((field) => field.key === key)).length;
  return known >= 2 && known / keys.length >= 0.6;
}

/** The example's row of the entity, itself or what it wraps. */
export function rowIn(example: Example | undefined, entity: Entity): ExampleObject | null {
  if (!isObject(example)) return null;
  if (showsEntity(example, entity)) return example;
  for (const value of Object.values(example)) {
    const row = rowIn(value, entity);
    if (row) return row;
  }
  return null;
}

/** Whether a list of the entity's rows is the example, or in it. */
export function showsList(example: Example | undefined, entity: Entity): boolean {
  if (Array.isArray(example)) return example.length > 0 && showsEntity(example[0], entity);
  if (!isObject(example) || showsEntity(example, entity)) return false;
  return Object.values(example).some((value) => Array.isArray(value) && showsList(value, entity));
}

/** Whether a request sends fields of the entity that clients may set. */
export function sendsFields(example: Example | undefined, entity: Entity): boolean {
  return isObject(example) && entity.writable.some((field) => Object.hasOwn(example, field.key));
}

/** Whether a request that makes a row leaves out what must be there, and the path does not say it. */
export function lacksRequired(
  example: Example | undefined,
  entity: Entity,
  scopes: readonly { links: readonly Field[] }[],
): boolean {
  const given = scopes.at(-1)?.links[0];
  const isSent = ({ key }: Field) => isObject(example) && Object.hasOwn(example, key);
  return entity.writable.some((field) => field.required && field !== given && !isSent(field));
}

/** The first of the rows that a request sends under a key. */
export function itemIn(request: Example, list: string): Example | undefined {
  const items = isObject(request) ? valueIn(request, list) : undefined;
  return Array.isArray(items) ? items[0] : undefined;
}

/** The field that a name means; a list's entries also go by the singular, as in `tag` of `tags`. */
export function fieldNamed(name: string, entity: Entity): Field | undefined {
  return (
    entity.fields.find((field) => field.key === name) ??
    entity.fields.find((field) => sameName(field.key, name)) ??
    entity.fields.find((field) => field.kind === 'list' && sameName(singular(field.key), name))
  );
}
