import { asText, idOf } from './items.ts';
import { fixedWords, isSameWord } from './model.ts';
import { collectionOf, parameterCount } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/**
 * The record under whose address a list shows another one that was made elsewhere and refers to it, as the room of a
 * booking for `/api/rooms/:id/bookings`.
 * @returns null: none, or it is not known what the list shows
 */
export function referredParent(
  run: TestRun,
  { endpoint, entity }: PlannedEndpoint,
  record: TestRecord,
): TestRecord | null {
  const { path, description } = endpoint;
  if (entity === null || record.entity !== entity || parameterCount(path) !== 1) return null;
  if (!isSameWord(fixedWords(path).at(-1) ?? '', entity.name)) return null;
  // A list of those in one state need not show this one.
  const fields = [...entity.fields.values()];
  const states = fields.flatMap(({ kind, key, choices }) => (kind === 'boolean' ? [key] : choices));
  if (states.some((state) => description.toLowerCase().includes(state.toLowerCase()))) return null;
  const parents = run.records.in(collectionOf(path), null);
  const name = parents[0]?.entity?.name ?? fixedWords(path).at(-2) ?? '';
  const links = fields.filter(({ key, references }) =>
    isSameWord(references ?? /^(.+?)_?[iI]d$/.exec(key)?.[1] ?? '', name),
  );
  // Of several nothing says which one is meant.
  if (links.length !== 1) return null;
  const id = asText(record.values[links[0]!.key]);
  return (id !== null && parents.find(({ values }) => idOf(values) === id)) || null;
}
