import type { Accounts } from './accounts.ts';
import { filterFields } from './conditions.ts';
import { isTouched } from './entities.ts';
import type { Entity } from './entities.ts';
import { isObject } from './examples.ts';
import type { Field } from './fields.ts';
import { jsIndented } from './literals.ts';
import type { Meaning } from './meaning.ts';
import { plural, singular, wordsOf } from './naming.ts';
import type { Operation } from './operations.ts';

/** What the page's script needs to know of the API, as a module. */
export function emitPageConfig({ entities, operations, accounts }: Meaning): string {
  const built = operations.filter(({ action }) => action.kind !== 'unknown');
  const config = {
    account: accounts ? describeAccount(accounts, built) : null,
    collections: entities.flatMap((entity) => {
      const collection = describeCollection(entity, built);
      return collection ? [collection] : [];
    }),
  };
  return `// What this page needs to know of the API.\nexport const config = ${jsIndented(config)};\n`;
}

function describeAccount({ access, entity, name, password, role }: Accounts, operations: Operation[]) {
  const find = (kind: Operation['action']['kind']) => operations.find(({ action }) => action.kind === kind);
  const shown = (field: Field) => ({ ...describe(field, null), editable: true });
  const known = new Set([access.nameKey, access.passwordKey]);
  return {
    login: { method: access.login.method, path: access.login.path },
    register: access.register && { method: access.register.method, path: access.register.path },
    logout: callOf(find('logout')),
    me: find('me')?.endpoint.path ?? null,
    token: access.tokenKey,
    name: name.key,
    role: role.key,
    signIn: [shown(name), shown(password)],
    signUp: entity.writable.filter(({ key }) => !known.has(key)).map(shown),
    password: password.key,
  };
}

/** @returns null when there is nothing that a page could show of it */
function describeCollection(entity: Entity, operations: readonly Operation[]) {
  const own = operations.filter((operation) => operation.entity === entity);
  const lists = own.filter(({ action }) => action.kind === 'list');
  const plainLists = lists.filter(({ endpoint }) => !endpoint.path.endsWith('search'));
  // Whoever is no administrator comes first, and what needs no parent.
  const rank = ({ need, scopes }: Operation) => (need === 'administrator' ? 10 : 0) + scopes.length;
  const best = (found: readonly Operation[]) => [...found].sort((a, b) => rank(a) - rank(b))[0];
  const list = best(plainLists) ?? best(lists);
  if (!list) return null;
  const find = (kind: Operation['action']['kind']) => {
    const found = own.filter((operation) => operation.action.kind === kind && isReachable(operation, list));
    return best(found);
  };
  const search = lists.find(
    (operation) => searchParameter(operation) !== null && isReachable(operation, list),
  );
  const parent = list.scopes.at(-1)?.parent?.entity ?? null;
  const summary = find('summary');
  return {
    key: entity.plural,
    title: label(plural(wordsOf(entity.name).join(' '))),
    what: wordsOf(entity.name).join(' '),
    id: entity.id.key,
    parent: list.scopes.length > 0 ? (parent?.plural ?? '') : null,
    administration: list.need === 'administrator',
    list: fillable(list),
    pages: readPages(list),
    search: search ? { path: fillable(search), parameter: searchParameter(search) } : null,
    filter: readFilter(list, own),
    create: callOf(find('create')),
    update: callOf(find('update')),
    remove: callOf(find('delete')),
    summary: summary ? fillable(summary) : null,
    actions: own.filter((operation) => isReachable(operation, list)).flatMap(describeAction),
    fields: entity.fields
      .filter((field) => field !== entity.id && !isTouched(field))
      .filter((field) => !field.writeOnly || !field.readOnly)
      .map((field) => ({
        ...describe(field, optionsOf(field, entity, operations)),
        editable: entity.writable.includes(field) && !list.scopes.some(({ links }) => links.includes(field)),
      })),
  };
}

/** Whether the page knows what an endpoint's path asks for when it shows the list. */
function isReachable({ scopes }: Operation, list: Operation): boolean {
  return scopes.length === 0 || scopes.length === list.scopes.length;
}

function describeAction(operation: Operation) {
  const { action, path } = operation;
  if (action.kind !== 'toggle' && action.kind !== 'increment' && action.kind !== 'set') return [];
  const isFlag = action.kind === 'toggle';
  return [
    {
      ...callOf(operation),
      label: label(path.verb ?? action.field.key),
      flag: isFlag ? action.field.key : null,
      unless: action.kind === 'set' ? { key: action.field.key, value: storedAsSent(action) } : null,
      administration: operation.need === 'administrator',
    },
  ];
}

function storedAsSent({ field, value }: { field: Field; value: string | number }) {
  return field.kind === 'boolean' ? value === 1 : value;
}

/** Where the rows come from that a field can refer to. */
function optionsOf(field: Field, entity: Entity, operations: readonly Operation[]) {
  const other = entity.references.find((reference) => reference.field === field)?.entity;
  const list = operations.find(
    ({ entity: listed, action, scopes, need }) =>
      listed === other && action.kind === 'list' && scopes.length === 0 && need !== 'administrator',
  );
  if (!other || !list) return null;
  const text = other.fields.find(
    ({ kind, writeOnly }) => (kind === 'text' || kind === 'email') && !writeOnly,
  );
  return { path: fillable(list), id: other.id.key, text: (text ?? other.id).key };
}

function describe(field: Field, options: object | null) {
  return {
    key: field.key,
    label: label(options === null ? field.key : field.key.replace(/_?id$/i, '')),
    kind: field.kind,
    required: field.required,
    max: field.max,
    min: field.min,
    secret: field.writeOnly,
    long: field.kind === 'text' && !field.writeOnly && (field.max === null || field.max > 500),
    choices: field.choices,
    options,
  };
}

function callOf(operation: Operation | undefined) {
  return operation
    ? {
        method: operation.endpoint.method,
        path: fillable(operation),
        administration: operation.need === 'administrator',
      }
    : null;
}

/** `created_at` → `Created at` */
export function label(name: string): string {
  const words = wordsOf(name)
    .map((word) => (word === 'url' || word === 'id' ? word.toUpperCase() : word))
    .join(' ');
  return words === '' ? name : words[0]!.toUpperCase() + words.slice(1);
}

/** The path with its places marked: the parents' ids by number, the row's own as `{id}`. */
function fillable({ path, scopes }: Operation): string {
  let place = 0;
  return path.route
    .replace(/:\w+/g, () => (place < scopes.length ? `{${place++}}` : '{id}'))
    .replaceAll('\\:', ':');
}

/** Under which name its query takes words to look for; null: it does not. */
export function searchParameter({ endpoint }: Operation): string | null {
  if (!isObject(endpoint.request)) return null;
  return ['q', 'search', 'query'].find((name) => Object.hasOwn(endpoint.request as object, name)) ?? null;
}

/** How the list is asked for its pages; null: it comes whole. */
function readPages({ endpoint }: Operation) {
  const asked = isObject(endpoint.request) ? Object.keys(endpoint.request) : [];
  const size = ['limit', 'per_page'].find((name) => asked.includes(name));
  const place = ['page', 'offset'].find((name) => asked.includes(name));
  return place === undefined ? null : { place, size: size ?? null };
}

/** The first field that the list's example is limited by, and where its values come from. */
export function readFilter(list: Operation, operations: readonly Operation[]) {
  if (!isObject(list.endpoint.request)) return null;
  const asked = Object.keys(list.endpoint.request);
  for (const field of filterFields(list.entity)) {
    const parameter = asked.find((name) => name === field.key || name === singular(field.key));
    if (parameter === undefined) continue;
    const groups = operations.find(({ action, scopes }) => action.kind === 'groups' && scopes.length === 0);
    const values = field.kind === 'list' && groups ? groups.endpoint.path : null;
    if (field.kind !== 'choice' && values === null) continue;
    return { parameter, label: label(parameter), choices: field.choices, values };
  }
  return null;
}
