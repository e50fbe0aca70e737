import type { Figure, Group } from './figures.ts';
import { isObject } from './items.ts';
import type { JsonObject } from './items.ts';
import type { ModelEntity } from './model.ts';

/**
 * What two answers say wrongly of the records that were made between them.
 * @param added as the app tells them, by entity
 * @param isWhole whether all records of an entity are known to have a number in a field, as an average needs
 * @returns one sentence without its end, or null
 */
export function figuresDifference(
  figures: readonly Figure[],
  before: unknown,
  after: unknown,
  added: ReadonlyMap<ModelEntity, readonly JsonObject[]>,
  isWhole: (entity: ModelEntity, field: string) => boolean,
): string | null {
  const twice = [before, after].map((answer) => groupTwice(figures, answer)).find((group) => group !== null);
  if (twice !== undefined) return twice;
  for (const figure of figures) {
    const records = added.get(figure.entity) ?? [];
    for (const scope of scopesOf(figure, before, after, records)) {
      const found = scope.after[figure.key];
      if (figure.kind === 'average' && !isWhole(figure.entity, figure.field!)) continue;
      const expected = expectedAfter(figure, figures, scope);
      if (expected === null) continue;
      const isRight = typeof found === 'number' && Math.abs(found - expected.value) <= expected.tolerance;
      if (isRight) continue;
      const was = scope.before[figure.key];
      const place = `${scope.name}${figure.key}`;
      const told = `${shown(was)} before and ${shown(found)} after ${scope.added.length} more`;
      return `${place} is ${told}, where ${Math.round(expected.value * 100) / 100} is expected`;
    }
  }
  return null;
}

interface Scope {
  /** In front of the figure's name in a sentence. */
  name: string;
  before: JsonObject;
  after: JsonObject;
  added: readonly JsonObject[];
}

/** The answer itself, or each of its groups that was there before or has something new. */
function scopesOf({ group }: Figure, before: unknown, after: unknown, added: readonly JsonObject[]): Scope[] {
  if (group === null) return [{ name: '', before: asObject(before), after: asObject(after), added }];
  const [old, now] = [groupsIn(before, group), groupsIn(after, group)];
  const values = new Set([...old.keys(), ...added.map((record) => String(record[group.field]))]);
  return [...values].map((value) => ({
    name: `of ${value}, `,
    before: old.get(value) ?? {},
    after: now.get(value) ?? {},
    added: added.filter((record) => String(record[group.field]) === value),
  }));
}

/** Groups that have nothing but figures beside their value are there once each. */
function groupTwice(figures: readonly Figure[], answer: unknown): string | null {
  const groups = new Set(figures.flatMap(({ group }) => group ?? []));
  for (const group of groups) {
    const known = figures.filter((figure) => figure.group === group).map(({ key }) => key);
    const seen = new Set<string>();
    for (const entry of entriesIn(answer, group)) {
      if (!Object.keys(entry).every((key) => key === group.valueKey || known.includes(key))) continue;
      const value = String(entry[group.valueKey]);
      if (seen.has(value)) return `${value} is listed twice`;
      seen.add(value);
    }
  }
  return null;
}

function groupsIn(answer: unknown, group: Group): Map<string, JsonObject> {
  return new Map(entriesIn(answer, group).map((entry) => [String(entry[group.valueKey]), entry]));
}

function entriesIn(answer: unknown, { list }: Group): JsonObject[] {
  const entries = list === null ? answer : asObject(answer)[list];
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

/** @returns null: it cannot be told */
function expectedAfter(
  figure: Figure,
  figures: readonly Figure[],
  { before, added }: Scope,
): { value: number; tolerance: number } | null {
  const { key, kind, field, only, group } = figure;
  const isNew = group !== null && Object.keys(before).length === 0;
  const old = before[key];
  if (kind === 'count') {
    const more = added.filter((record) => only === null || record[only.key] === only.value).length;
    return typeof old === 'number' || isNew ? { value: Number(old ?? 0) + more, tolerance: 0 } : null;
  }
  const numbers = added.map((record) => record[field!]);
  if (!numbers.every((value) => typeof value === 'number')) return null;
  const sum = numbers.reduce((a, b) => a + b, 0);
  const counter = figures.find(
    (other) =>
      other.kind === 'count' &&
      other.only === null &&
      other.entity === figure.entity &&
      other.group === group,
  );
  const counted = counter === undefined ? undefined : before[counter.key];
  const isEmpty = isNew || counted === 0;
  if (kind === 'sum') {
    if (typeof old !== 'number' && !isEmpty) return null;
    return { value: Number(isEmpty ? 0 : old) + sum, tolerance: 0.02 };
  }
  if (numbers.length === 0) return typeof old === 'number' ? { value: old, tolerance: 0.02 } : null;
  if (isEmpty) {
    const value = {
      average: sum / numbers.length,
      highest: Math.max(...numbers),
      lowest: Math.min(...numbers),
    };
    return { value: value[kind], tolerance: kind === 'average' ? 0.51 : 0.02 };
  }
  if (typeof old !== 'number' || (counted === undefined && old === 0)) return null;
  if (kind === 'highest') return { value: Math.max(old, ...numbers), tolerance: 0.02 };
  if (kind === 'lowest') return { value: Math.min(old, ...numbers), tolerance: 0.02 };
  if (typeof counted !== 'number') return null;
  const value = (old * counted + sum) / (counted + numbers.length);
  // Both were rounded, perhaps to whole numbers.
  return { value, tolerance: Number.isInteger(old) ? 1 : 0.12 };
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
