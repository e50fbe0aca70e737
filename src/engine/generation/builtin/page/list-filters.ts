import { filterFields, sortFields } from '../conditions.ts';
import type { Field } from '../fields.ts';
import { singular } from '../naming.ts';
import type { Operation } from '../operations.ts';
import { pathOf } from './calls.ts';
import { label } from './label.ts';
import { askedOf } from '../list-queries.ts';
import { optionsOf } from './options.ts';

/** The fields that the list's example is sorted by; none: it has one order. */
export function readSorting(list: Operation, shown: readonly Field[]) {
  if (!askedOf(list).includes('sort')) return [];
  return sortFields(list.entity)
    .filter((field) => shown.includes(field) && field.references === null)
    .map(({ key }) => ({ key, label: label(key) }));
}

/** The fields that the list's example is limited by, and where their values come from. */
export function readFilters(list: Operation, shown: readonly Field[], operations: readonly Operation[]) {
  const asked = askedOf(list);
  const groups = operations.find(
    ({ entity, action, scopes }) => entity === list.entity && action.kind === 'groups' && scopes.length === 0,
  );
  return filterFields(list.entity).flatMap((field) => {
    const parameter = asked.find((name) => name === field.key || name === singular(field.key));
    if (parameter === undefined || !shown.includes(field)) return [];
    const options = optionsOf(field, list.entity, operations);
    const values = field.kind === 'list' && groups ? pathOf(groups) : null;
    if (field.kind !== 'choice' && field.kind !== 'boolean' && options === null && values === null) return [];
    const name = label(options === null ? parameter : parameter.replace(/_?id$/i, ''));
    return [
      { parameter, field: field.key, label: name, kind: field.kind, choices: field.choices, options, values },
    ];
  });
}
