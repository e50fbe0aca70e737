import { createRecord, creatorOf } from './make-records.ts';
import type { Account } from './accounts.ts';
import { harvest } from './found-records.ts';
import { idOf, isObject } from './items.ts';
import type { JsonObject } from './items.ts';
import type { ModelEntity } from './model.ts';
import type { TestRun } from './run.ts';
import type { TestRecord } from './records.ts';

/**
 * Puts the ids of records that are there where a body refers to some. What may be left out and cannot be had
 * is left out; a transfer goes from one record to another.
 * @returns with the first key that had to be filled in and could not
 */
export async function fillReferences(
  run: TestRun,
  body: JsonObject,
  entity: ModelEntity | null,
  owner: Account | null,
): Promise<{ body: JsonObject; unfilled: string | null }> {
  const filled: JsonObject = {};
  let unfilled: string | null = null;
  for (const [key, value] of Object.entries(body)) {
    const field = entity?.fields.get(key);
    if (field?.serverSet === true || (!/_id$|[a-z]Id$/.test(key) && !field?.references)) {
      filled[key] = value;
      continue;
    }
    const isSecond = key === entity?.transfer?.to;
    const first = isSecond ? filled[entity.transfer!.from] : undefined;
    const found = await referred(run, key, field?.references ?? null, owner, first);
    if (found) filled[key] = found.values['id'] ?? idOf(found.values) ?? value;
    else if (!field || field.required) {
      filled[key] = value;
      if (field?.references) unfilled ??= key;
    }
  }
  if (Array.isArray(filled['items'])) {
    const items = filled['items'].filter(isObject);
    filled['items'] = await Promise.all(
      items.map(async (item) => (await fillReferences(run, item, entity, owner)).body),
    );
  }
  return { body: filled, unfilled };
}

/** @param not an id that it must not be */
async function referred(
  run: TestRun,
  key: string,
  entityName: string | null,
  owner: Account | null,
  not: unknown,
): Promise<TestRecord | null> {
  const known = run.records.referredBy(key, entityName, owner) ?? (await fromAnyList(run, entityName, owner));
  if (known === null) return null;
  if (not === undefined || known.values['id'] !== not) return known;
  const others = run.records.in(known.collection, known.entity);
  const other = others.find((record) => record.values['id'] !== not && record.owner === known.owner);
  if (other) return other;
  const creator = creatorOf(run, known.collection, known.entity);
  if (!creator) return known;
  const actor = creator.need === 'administrator' ? run.actorFor(creator) : owner;
  if (actor === undefined) return known;
  return (await run.tryCall(() => createRecord(run, creator, actor)))?.record ?? known;
}

/** What the app has by itself, where nothing could be made. */
async function fromAnyList(
  run: TestRun,
  entityName: string | null,
  owner: Account | null,
): Promise<TestRecord | null> {
  const list = run.plan.endpoints.find(
    ({ role, endpoint, entity }) =>
      role === 'list' &&
      entityName !== null &&
      entity?.name === entityName &&
      !endpoint.path.includes(':') &&
      endpoint.request === null,
  );
  return list ? harvest(run, list, owner) : null;
}
