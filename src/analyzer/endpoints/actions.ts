import { creatorOf } from './make-records.ts';
import { isObject, recordIn } from './items.ts';
import type { JsonObject } from './items.ts';
import { verbOf } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import { readBack } from './read-back.ts';
import { isAlias } from './records.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/**
 * What an action does to a record: it switches the flag of its stem, adds one to the number of its stem, or
 * gives a choice the value that its example shows.
 */
export function actionEffect(run: TestRun, planned: PlannedEndpoint, before: JsonObject): JsonObject {
  const verb = verbOf(planned.endpoint.path);
  const fields = [...(planned.entity?.fields.values() ?? [])];
  if (verb === null || planned.endpoint.request !== null) return {};
  const choice = choiceAfter(run, planned);
  const flags = fields.filter(({ kind }) => kind === 'boolean');
  const flag = flags.find(({ key }) => sharesStem(verb, key)) ?? (/toggle/.test(verb) ? flags[0] : undefined);
  if (flag && typeof before[flag.key] === 'boolean') return { [flag.key]: !before[flag.key] };
  const counter = fields.find(
    ({ kind, key }) => (kind === 'integer' || kind === 'number') && sharesStem(verb, key),
  );
  const count = counter && before[counter.key];
  if (counter && typeof count === 'number') return { [counter.key]: count + 1 };
  return choice ? { [choice.field]: choice.value } : {};
}

/** The choice that an action ends in: the one that its example shows and a fresh record's does not. */
export function choiceAfter(run: TestRun, planned: PlannedEndpoint): { field: string; value: string } | null {
  const { entity, collection, endpoint } = planned;
  const after = recordIn(endpoint.response);
  const sent = isObject(endpoint.request) ? endpoint.request : {};
  const fresh = recordIn(creatorOf(run, collection, entity)?.endpoint.response);
  for (const { key, kind } of entity?.fields.values() ?? []) {
    if (kind !== 'choice') continue;
    const value = after?.[key] ?? sent[key];
    if (typeof value !== 'string') continue;
    const verb = verbOf(endpoint.path);
    if (value !== fresh?.[key] || (verb !== null && sharesStem(verb, value))) return { field: key, value };
  }
  return null;
}

/** "from pending" in the description: the values of a choice that an action starts from; null: from any. */
export function startsFrom({
  endpoint,
  entity,
}: PlannedEndpoint): { field: string; values: string[] } | null {
  const said = [
    ...endpoint.description.matchAll(/\bfrom ["'“]?([\w-]+)["'”]?(?:(?:,| or) ["'“]?([\w-]+))?/gi),
  ];
  const words = said.flatMap(([, first, second]) => [first, second]).filter((word) => word !== undefined);
  for (const { key, kind, choices } of entity?.fields.values() ?? []) {
    if (kind !== 'choice') continue;
    const values = choices.filter((choice) => words.includes(choice));
    if (values.length > 0) return { field: key, values };
  }
  return null;
}

/** Brings a record to one of some values of a choice, by the actions that end in them. */
export async function bringTo(
  run: TestRun,
  record: TestRecord,
  field: string,
  values: readonly string[],
  depth = 0,
): Promise<boolean> {
  const now = (await readBack(run, record)) ?? record.values;
  if (values.includes(String(now[field]))) return true;
  if (depth > 3) return false;
  for (const planned of run.plan.endpoints) {
    const isChange =
      planned.role === 'action' || (planned.role === 'update' && verbOf(planned.endpoint.path));
    if (!isChange || !isAlias(record, planned.collection, planned.entity)) continue;
    const after = choiceAfter(run, planned);
    const account = run.actorFor(planned);
    if (after?.field !== field || !values.includes(after.value) || account === undefined) continue;
    const starts = startsFrom(planned);
    if (starts && !(await bringTo(run, record, field, starts.values, depth + 1))) continue;
    const path = run.fillPath(planned.endpoint.path, record);
    if (path === null) continue;
    const { method, request } = planned.endpoint;
    const input = { method, path, ...(request === null ? {} : { json: request }) };
    const exchange = await run.tryCall(() => run.send(planned, account, input));
    if (exchange?.status === undefined || exchange.status === null || exchange.status >= 300) continue;
    record.values = { ...record.values, [field]: after.value };
    return true;
  }
  return false;
}

/** `pin` and `pinned`, `archive` and `is_archived`, `visit` and `visits`, `cancel` and `cancelled`. */
export function sharesStem(verb: string, key: string): boolean {
  const words = (text: string) => text.toLowerCase().split(/[^a-z0-9]+|(?<=[a-z])(?=[A-Z])/);
  return words(verb).some((word) =>
    words(key).some((other) => {
      if (word === other) return true;
      const least = Math.max(3, word.length - 1);
      return (
        other.length >= least &&
        word.slice(0, least) === other.slice(0, least) &&
        other.length < word.length + 5
      );
    }),
  );
}
