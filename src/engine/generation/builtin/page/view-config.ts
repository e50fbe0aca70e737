import { isTouched } from '../entities.ts';
import type { Field } from '../fields.ts';
import { plural, wordsOf } from '../naming.ts';
import type { Operation } from '../operations.ts';
import { callOf, pathOf } from './calls.ts';
import { describeField } from './field-config.ts';
import { label } from './label.ts';
import { readFilters, readSorting } from './list-filters.ts';
import { readPages, searchParameter } from '../list-queries.ts';
import { isPlainUpdate, isTaken, isTyped, readActions } from './row-actions.ts';
import { childrenOf } from './views.ts';
import type { View } from './views.ts';

/** A view as the page's script reads it. */
export function describeView(view: View, views: readonly View[], operations: readonly Operation[]) {
  const { entity, list } = view;
  const find = (kind: Operation['action']['kind']) =>
    view.operations.find(({ action }) => action.kind === kind);
  const hasTwin = views.some(
    (other) =>
      other.entity === entity && other.chain.length === 0 && other.isAdministration !== view.isAdministration,
  );
  const create = find('create');
  const update = view.operations.find(isPlainUpdate);
  const remove = find('delete');
  const figures = find('summary');
  // Figures of everybody's rows stand beside everybody's rows.
  const isElsewhere = figures?.need === 'administrator' && !view.isAdministration && hasTwin;
  const summary = isElsewhere ? undefined : figures;
  const search = view.operations.find(
    (operation) =>
      operation.action.kind === 'list' &&
      searchParameter(operation) !== null &&
      operation.need === list?.need,
  );
  const link = linkOf(view);
  const fields = entity.fields
    .filter((field) => (field !== entity.id || !field.readOnly) && field !== link && !isTouched(field))
    .filter((field) => !field.writeOnly || !field.readOnly);
  const shown = fields.filter((field) => !field.writeOnly);
  const words = wordsOf(entity.name).join(' ') || 'item';
  return {
    key: view.key,
    title:
      view.isAdministration && view.chain.length === 0 && hasTwin
        ? `All ${plural(words)}`
        : label(plural(words)),
    what: words,
    things: plural(words),
    id: entity.id.key,
    owner: entity.owner?.key ?? null,
    isRoot: view.chain.length === 0,
    children: childrenOf(view, views).map(({ key }) => key),
    list: list ? callOf(list) : null,
    pages: list ? readPages(list) : null,
    search: search ? { path: pathOf(search), parameter: searchParameter(search) } : null,
    filters: list ? readFilters(list, shown, operations) : [],
    sorting: list ? readSorting(list, shown) : [],
    create: create ? { ...callOf(create), given: givenOf(view, create, link) } : null,
    update: update ? callOf(update) : null,
    remove: remove ? callOf(remove) : null,
    summary: summary ? callOf(summary) : null,
    actions: readActions(view),
    fields: fields.map((field) => ({
      ...describeField(field, entity, operations),
      shown: shown.includes(field),
      create: create !== undefined && isTyped(field) && entity.writable.includes(field),
      update: update !== undefined && field !== entity.id && isTyped(field) && isTaken(field, update),
    })),
  };
}

/** The field that says which row a view's rows are in; null: none, or either side of a transfer. */
function linkOf({ chain, list, operations }: View): Field | null {
  if (chain.length === 0) return null;
  const nested = list ?? operations.find(({ scopes }) => scopes.length > 0);
  const links = nested?.scopes.at(-1)?.links ?? [];
  return links.length === 1 ? links[0]! : null;
}

/** What a new row gets from the row that it is made in, where the path does not say it. */
function givenOf(view: View, create: Operation, link: Field | null) {
  const parent = view.list?.scopes.at(-1)?.parent;
  if (!link || !parent || create.scopes.length > 0) return null;
  return { key: link.key, from: parent.entity.id.key, many: link.kind === 'list' };
}
