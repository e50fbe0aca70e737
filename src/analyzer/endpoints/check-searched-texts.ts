import { listIn } from './answers.ts';
import { findRecord, idOf } from './items.ts';
import type { JsonObject } from './items.ts';
import { getList } from './lists.ts';
import type { ListView } from './lists.ts';
import { createRecord, creatorOf } from './make-records.ts';
import { queryFor } from './query.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/** Words of no other record, and no longer than any that those have. */
const words = ['heron', 'finch', 'egret'];

/**
 * A search looks through all texts, or through those that the description names: what stands in one of them only is
 * found, too.
 * @param key of the query
 * @param base what else the query needs
 */
export async function checkSearchedTexts(
  run: TestRun,
  view: ListView,
  key: string,
  base: JsonObject,
  like: TestRecord,
): Promise<void> {
  const creator = creatorOf(run, like.collection, like.entity);
  const fields = searchedFields(view, like).slice(0, words.length);
  // Where the list is another one's, a new record may be there for another parent.
  const isElsewhere = view.parent !== null && like.parent !== view.parent;
  if (creator?.role !== 'create' || isElsewhere || fields.length < 2) return;
  for (const [index, field] of fields.entries()) {
    const word = words[index]!;
    const text = String(like.expected[field]).replace(new RegExp(like.word, 'i'), word);
    const made = await run.tryCall(() =>
      createRecord(run, creator, like.owner, { [field]: text }, like.parent),
    );
    const record = made?.record;
    if (!record || record.expected[field] !== text) continue;
    const others = Object.keys(base).length > 0 ? queryFor(view.planned, record) : {};
    const exchange = await getList(run, view, { ...others, [key]: word });
    if (findRecord(listIn(exchange) ?? [], idOf(record.values), record.expected)) continue;
    const message = `With ${key}=${word} it does not find the record whose ${field} says it.`;
    return run.wrong(view.planned, message, exchange);
  }
}

function searchedFields({ planned }: ListView, { expected, word, entity }: TestRecord): string[] {
  const texts = Object.entries(expected).flatMap(([key, value]) => {
    const field = entity?.fields.get(key);
    const isText = field?.kind === 'text' && !field.writeOnly && typeof value === 'string';
    return isText && word !== '' && value.toLowerCase().includes(word) ? [key] : [];
  });
  const said = new Set(planned.endpoint.description.toLowerCase().split(/[^\p{L}\d_]+/u));
  const named = texts.filter((key) => said.has(key.toLowerCase()) || said.has(`${key.toLowerCase()}s`));
  return named.length > 0 ? named : texts;
}
