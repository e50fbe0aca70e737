import type { Entity } from './entities.ts';
import { fieldNamed } from './examples.ts';
import type { Field } from './fields.ts';
import { columnOf } from './literals.ts';
import { singular, wordsOf } from './naming.ts';

/** What rows are grouped by: an expression, and what has to be joined for it. */
export interface GroupBy {
  value: string;
  join: string;
}

/**
 * A figure by its name, as an SQL expression over all rows or those of a group.
 * @param beside names of the figures that are answered with it
 * @returns null when the entity has nothing like it
 */
export function figureSql(key: string, beside: readonly string[], entity: Entity): string | null {
  const words = wordsOf(key);
  // Also where a field is called `page_count`.
  if (words.every((word) => word === 'count' || word === 'number')) return 'COUNT(*)';
  const has = (...names: string[]) => words.some((word) => names.includes(word));
  const numeric = numberNamed(words, entity);
  const of = (name: string) =>
    numeric ? `COALESCE(ROUND(${name}(${columnOf(entity, numeric)}), 2), 0)` : null;
  if (has('average', 'avg', 'mean')) return of('AVG');
  if (has('max', 'maximum', 'highest', 'largest')) return of('MAX');
  if (has('min', 'minimum', 'lowest', 'smallest')) return of('MIN');
  const flagged = flagSql(words, entity) ?? choiceSql(key, entity);
  if (flagged !== null) return flagged;
  const named = numeric && wordsOf(numeric.key).some((word) => word !== 'id' && words.includes(word));
  const sum = numeric && /^(number|integer)$/.test(numeric.kind) ? of('SUM') : null;
  if (has('sum', 'amount', 'revenue') || named) return sum;
  const counted =
    has('count', 'number') || words.some((word) => singular(word) === wordsOf(entity.name).at(-1));
  if (counted) return 'COUNT(*)';
  if (!has('total')) return null;
  const alsoCounts = beside.some((name) => name !== key && wordsOf(name).includes('count'));
  return alsoCounts && numeric ? sum : 'COUNT(*)';
}

/** The number that the name speaks of, else the first one. */
function numberNamed(words: readonly string[], entity: Entity): Field | undefined {
  const numbers = entity.fields.filter(
    (field) =>
      (field.kind === 'number' || field.kind === 'integer') &&
      !entity.references.some((reference) => reference.field === field),
  );
  return (
    numbers.find((field) => wordsOf(field.key).every((word) => words.includes(word))) ??
    numbers.find((field) =>
      wordsOf(field.key).some((word) => words.map(singular).includes(singular(word))),
    ) ??
    numbers.find((field) => field.kind === 'number') ??
    numbers[0]
  );
}

/** `done`, `completed_count`, `unread`, `open` */
function flagSql(words: readonly string[], entity: Entity): string | null {
  for (const field of entity.fields) {
    if (field.kind !== 'boolean') continue;
    const stem = wordsOf(field.key).at(-1)?.slice(0, 5);
    if (stem === undefined) continue;
    const flag = columnOf(entity, field);
    if (words.some((word) => word.startsWith(stem))) return `COALESCE(SUM(${flag}), 0)`;
    const isOther = (word: string) => /^(open|pending|remaining|active)$/.test(word);
    if (words.some((word) => word.startsWith(`un${stem}`) || isOther(word))) {
      return `COALESCE(SUM(1 - ${flag}), 0)`;
    }
  }
  return null;
}

/** `open` and `open_count` where `open` is one of the values of a field. */
function choiceSql(key: string, entity: Entity): string | null {
  const bare = (text: string) => wordsOf(text).join('_');
  const name = bare(key).replace(/^(total|count|number)_|_(total|count|number)$/g, '');
  for (const field of entity.fields) {
    if (field.kind !== 'choice') continue;
    // Only plain words: they stand in the statement as they are.
    const choice = field.choices.find((value) => /^[\w -]+$/.test(value) && bare(value) === name);
    if (choice !== undefined) return `COALESCE(SUM(${columnOf(entity, field)} = '${choice}'), 0)`;
  }
  return null;
}

/** `by_category` and `categories` mean the field `category`; `month` is that of the row's day. */
export function groupOf(name: string, entity: Entity): GroupBy | null {
  const words = wordsOf(name).filter((word) => word !== 'by' && word !== 'per');
  const field = fieldNamed(words.join('_'), entity);
  if (field?.kind === 'list') {
    return { value: 'entry.value', join: `, json_each(${columnOf(entity, field)}) AS entry` };
  }
  const isReference = entity.references.some((reference) => reference.field === field);
  if (field && !field.writeOnly && (isReference || /^(choice|text|date|url|email)$/.test(field.kind))) {
    return { value: columnOf(entity, field), join: '' };
  }
  const characters = { year: 4, month: 7, day: 10, date: 10 }[singular(words.at(-1) ?? '')];
  const days = entity.fields.filter(({ kind }) => kind === 'date' || kind === 'datetime');
  const day = days.find(({ readOnly }) => !readOnly) ?? days[0];
  if (characters === undefined || !day) return null;
  return { value: `substr(${columnOf(entity, day)}, 1, ${characters})`, join: '' };
}
