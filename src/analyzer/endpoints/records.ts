import type { Account } from './accounts.ts';
import { asText, idOf } from './items.ts';
import type { JsonObject } from './items.ts';
import { fixedWords, isSameWord } from './model.ts';
import type { ModelEntity } from './model.ts';

/** A record that the tester created, or found in the app. */
export interface TestRecord {
  /** The endpoint that created it; empty for what the app had by itself. */
  requirement: string;
  /** As the template writes it, as in `/api/lists/:id/items`. */
  collection: string;
  entity: ModelEntity | null;
  /** As the app told it last. */
  values: JsonObject;
  /** What every answer must say of it. */
  expected: JsonObject;
  /** A word in its texts that is in no other record's. */
  word: string;
  owner: Account | null;
  /** The record under whose address it was created. */
  parent: TestRecord | null;
  isDeleted: boolean;
}

/** A record that an endpoint has made or told. */
export function recordOf(
  { requirement, collection, entity }: Pick<TestRecord, 'requirement' | 'collection' | 'entity'>,
  values: JsonObject,
  owner: Account | null,
  more: Partial<Pick<TestRecord, 'expected' | 'word' | 'parent'>> = {},
): TestRecord {
  const known = { requirement, collection, entity, values, owner };
  return { ...known, expected: {}, word: '', parent: null, ...more, isDeleted: false };
}

/** What the tester has created so far, newest last. */
export class TestRecords {
  readonly all: TestRecord[] = [];

  get alive(): TestRecord[] {
    return this.all.filter(({ isDeleted }) => !isDeleted);
  }

  /** Those of a collection, or of another address of the same records (`/api/admin/notes`), oldest first. */
  in(collection: string, entity: ModelEntity | null): TestRecord[] {
    const own = this.alive.filter((record) => record.collection === collection);
    if (own.length > 0) return own;
    return this.alive.filter((record) => isAlias(record, collection, entity));
  }

  /** The newest record that a field such as `listId` or `list_id` refers to. */
  referredBy(field: string, entityName: string | null, owner: Account | null): TestRecord | null {
    const name = entityName ?? /^(.+?)_?[iI]d$/.exec(field)?.[1];
    if (name === undefined) return null;
    const named = this.alive.filter(
      (record) =>
        isSameWord(record.entity?.name ?? '', name) ||
        isSameWord(fixedWords(record.collection).at(-1) ?? '', name),
    );
    return named.findLast((record) => record.owner === owner) ?? named.at(-1) ?? null;
  }
}

export function isAlias(
  record: Pick<TestRecord, 'collection' | 'entity'>,
  collection: string,
  entity: ModelEntity | null,
): boolean {
  if (entity !== null && record.entity === entity) return true;
  const word = (path: string) => fixedWords(path).at(-1) ?? '';
  return word(record.collection) !== '' && isSameWord(word(record.collection), word(collection));
}

/** What a path's parameter is to be for a record: the field of its name, else the id. */
export function keyOf({ values }: TestRecord, parameter: string): string | null {
  return parameter === 'id' ? idOf(values) : (asText(values[parameter]) ?? idOf(values));
}
