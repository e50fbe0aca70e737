import type { FieldRule } from './fields.ts';
import { idOf, isObject, recordsIn } from './items.ts';
import { isSameWord } from './model.ts';
import type { ModelEntity } from './model.ts';

/** One number of an answer, and what it says of the records of an entity. */
export interface Figure {
  /** Where it stands in the answer, or in each of its groups. */
  key: string;
  /** The groups that have it; null: it is about all records. */
  group: Group | null;
  entity: ModelEntity;
  kind: 'count' | 'sum' | 'average' | 'highest' | 'lowest';
  /** What is added up or compared; null: records are counted. */
  field: string | null;
  /** The value that the counted records have; null: all count. */
  only: { key: string; value: unknown } | null;
}

export interface Group {
  /** Key of their list in the answer; null: the answer is that list. */
  list: string | null;
  /** Key of the value by which they are told apart. */
  valueKey: string;
  field: string;
}

const words: Record<string, Figure['kind'] | 'total'> = {
  ...{ count: 'count', number: 'count', total: 'total', sum: 'sum' },
  ...{ average: 'average', avg: 'average', mean: 'average' },
  ...{ highest: 'highest', largest: 'highest', max: 'highest', maximum: 'highest' },
  ...{ lowest: 'lowest', smallest: 'lowest', min: 'lowest', minimum: 'lowest' },
};

/**
 * The figures of an example whose meaning is plain, as docs/template-format.md says; all others are left alone.
 * @param entity that the path names; null: none
 */
export function readFigures(
  example: unknown,
  entity: ModelEntity | null,
  model: readonly ModelEntity[],
): Figure[] {
  if (Array.isArray(example)) return entity ? readGroups(example, null, entity) : [];
  // Beside records, a count may be that of the page.
  const isList = (recordsIn(example) ?? []).some((record) => idOf(record) !== null);
  if (!isObject(example) || isList) return [];
  return Object.entries(example).flatMap(([key, value]) => {
    if (Array.isArray(value)) return entity ? readGroups(value, key, entity) : [];
    if (typeof value !== 'number') return [];
    const figure = readFigure(key, Object.keys(example), entity, model);
    return figure ? [{ ...figure, group: null }] : [];
  });
}

/** Groups by a choice or a text of the records. */
function readGroups(example: readonly unknown[], list: string | null, entity: ModelEntity): Figure[] {
  const [first] = example;
  if (!isObject(first) || Object.hasOwn(first, 'id')) return [];
  const texts = Object.keys(first).filter((key) => typeof first[key] === 'string');
  const field = texts.length === 1 ? entity.fields.get(texts[0]!) : undefined;
  if (!field || (field.kind !== 'choice' && field.kind !== 'text')) return [];
  const group = { list, valueKey: texts[0]!, field: field.key };
  return Object.keys(first).flatMap((key) => {
    const figure = typeof first[key] === 'number' ? readFigure(key, Object.keys(first), entity, []) : null;
    return figure ? [{ ...figure, group }] : [];
  });
}

function readFigure(
  key: string,
  beside: readonly string[],
  entity: ModelEntity | null,
  model: readonly ModelEntity[],
): Omit<Figure, 'group'> | null {
  const all = wordsOf(key);
  const kinds = all.map((word) => words[word]).filter((kind) => kind !== undefined);
  const rest = all.filter((word) => words[word] === undefined);
  const [kind = null] = kinds;
  if (kinds.length > 1) return null;
  const isCounting = kind === null || kind === 'count' || kind === 'total';
  const counted = [...(entity ? [entity] : []), ...model].find(({ name }) => isSameWord(name, rest.join('')));
  const count = { key, kind: 'count', field: null, only: null } as const;
  if (counted && isCounting) return { ...count, entity: counted };
  if (entity === null) return null;
  const only = rest.length > 0 && isCounting ? valueNamed(rest, entity) : null;
  if (only) return { ...count, entity, only };
  const sum = (field: FieldRule | null) =>
    field && { ...count, entity, kind: 'sum' as const, field: field.key };
  switch (kind) {
    case null:
      return null;
    case 'count':
      return rest.length === 0 ? { ...count, entity } : null;
    case 'sum':
      return sum(numberNamed(rest, entity));
    case 'total': {
      if (rest.length > 0) return sum(numberNamed(rest, entity));
      const others = beside.filter((other) => other !== key).flatMap(wordsOf);
      if (others.includes('count')) return sum(numberNamed([], entity));
      return others.some((word) => words[word] !== undefined) ? null : { ...count, entity };
    }
    case 'average':
    case 'highest':
    case 'lowest': {
      const field = numberNamed(rest, entity);
      return field && { ...count, entity, kind, field: field.key };
    }
  }
}

/** `done` of a flag `done` or `is_done`, `open` of a choice that has it. */
function valueNamed(rest: readonly string[], entity: ModelEntity): Figure['only'] {
  const name = rest.join('_');
  const found: Figure['only'][] = [];
  for (const { key, kind, choices } of entity.fields.values()) {
    if (kind === 'boolean' && wordsOf(key).join('_').replace(/^is_/, '') === name) {
      found.push({ key, value: true });
    }
    const choice = choices.find((value) => wordsOf(value).join('_') === name);
    if (kind === 'choice' && choice !== undefined) found.push({ key, value: choice });
  }
  return found.length === 1 ? found[0]! : null;
}

/** The number that the words name; without words the only one. */
function numberNamed(rest: readonly string[], entity: ModelEntity): FieldRule | null {
  const numbers = [...entity.fields.values()].filter(
    ({ kind, references, isKey }) =>
      (kind === 'number' || kind === 'integer') && references === null && !isKey,
  );
  if (rest.length === 0) {
    const fractions = numbers.filter(({ kind }) => kind === 'number');
    const meant = fractions.length > 0 ? fractions : numbers;
    return meant.length === 1 ? meant[0]! : null;
  }
  const named = numbers.filter(({ key }) => {
    const own = wordsOf(key);
    return rest.every((word) => own.some((other) => isSameWord(word, other)));
  });
  return named.length === 1 ? named[0]! : null;
}

function wordsOf(name: string): string[] {
  return name
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
