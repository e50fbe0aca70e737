import { isTouched } from '../entities.ts';
import type { Entity } from '../entities.ts';
import type { Field } from '../fields.ts';
import { jsIndented } from '../literals.ts';
import { wordsOf } from '../naming.ts';
import type { Operation } from '../operations.ts';
import { label, readFilter, searchParameter } from '../page-config.ts';

/** What the page's script needs to know of the API, as a module. */
export function emitPageConfig(entity: Entity, operations: readonly Operation[]): string {
  const own = operations.filter((operation) => operation.entity === entity);
  const find = (kind: Operation['action']['kind']) => own.find(({ action }) => action.kind === kind);
  const call = (operation: Operation | undefined) =>
    operation ? { method: operation.endpoint.method, path: fillable(operation) } : null;
  const lists = own.filter(({ action }) => action.kind === 'list');
  const list = lists.find(({ endpoint }) => !endpoint.path.endsWith('search')) ?? lists[0];
  const search = lists.find((operation) => searchParameter(operation) !== null);
  const summary = own.find(({ action }) => action.kind === 'summary');

  const config = {
    what: wordsOf(entity.name).join(' '),
    id: entity.id.key,
    list: list ? list.endpoint.path : null,
    search: search ? { path: search.endpoint.path, parameter: searchParameter(search) } : null,
    filter: list ? readFilter(list, own) : null,
    create: call(find('create')),
    update: call(find('update')),
    remove: call(find('delete')),
    summary: summary ? summary.endpoint.path : null,
    actions: own.flatMap((operation) => {
      const { action } = operation;
      if (action.kind !== 'toggle' && action.kind !== 'increment') return [];
      return [
        {
          ...call(operation),
          label: label(operation.path.verb ?? action.field.key),
          flag: action.kind === 'toggle' ? action.field.key : null,
        },
      ];
    }),
    fields: entity.fields
      .filter((field) => field !== entity.id && !isTouched(field))
      .map((field) => ({ ...describe(field), editable: entity.writable.includes(field) })),
  };
  return `// What this page needs to know of the API.\nexport const config = ${jsIndented(config)};\n`;
}

function describe(field: Field) {
  return {
    key: field.key,
    label: label(field.key),
    kind: field.kind,
    required: field.required,
    max: field.max,
    min: field.min,
    long: field.kind === 'text' && (field.max === null || field.max > 500),
    choices: field.choices,
  };
}

/** The path with its parameter's place marked, as in `/api/notes/{id}`. */
function fillable({ path }: Operation): string {
  return path.route.replace(/:\w+/g, '{id}').replaceAll('\\:', ':');
}
