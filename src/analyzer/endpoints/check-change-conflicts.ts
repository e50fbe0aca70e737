import { startsFrom } from './actions.ts';
import { isObject, isSameValue } from './items.ts';
import type { JsonObject } from './items.ts';
import { recordFor } from './make-records.ts';
import type { PlannedEndpoint } from './plan.ts';
import { readBack } from './read-back.ts';
import type { TestRecord } from './records.ts';
import { mustBeRefused } from './refusals.ts';
import { ownerFor, validRequestWith } from './requests.ts';
import type { TestRun } from './run.ts';

/** What no two records may have is refused in a change, too, and changes nothing; what a record has already it may keep. */
export async function checkChangeConflicts(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const { entity, endpoint } = planned;
  const { request } = endpoint;
  if (!entity || !isObject(request) || startsFrom(planned)) return;
  for (const { key, unique, serverSet, isKey } of entity.fields.values()) {
    if (unique && !serverSet && !isKey && key in request) await checkKeys(run, planned, [key], key);
  }
  const { overlap } = entity;
  if (!overlap || !(overlap.start in request) || !(overlap.end in request)) return;
  const keys = [overlap.start, overlap.end];
  if (overlap.reference in request) keys.push(overlap.reference);
  await checkKeys(run, planned, keys, 'time');
}

/** @param keys that another record has together, as `name` says for people */
async function checkKeys(
  run: TestRun,
  planned: PlannedEndpoint,
  keys: readonly string[],
  name: string,
): Promise<void> {
  const account = run.actorFor(planned);
  const owner = ownerFor(run, planned);
  if (account === undefined || !run.works(planned)) return;
  const other = await recordFor(run, planned, owner, true);
  const record = await recordFor(run, planned, owner, true);
  if (!other || !record || other === record || !areNeighbours(planned, other, record)) return;
  const before = await readBack(run, record);
  const [taken, own] = [pick(other.values, keys), pick(before ?? record.values, keys)];
  if (taken === null || own === null) return;
  const send = async (values: JsonObject) => {
    const input = await validRequestWith(run, planned, record, owner, values);
    return input && run.send(planned, account, input);
  };
  const conflict = await send(taken);
  const what = `a ${name} that another record has`;
  if (!conflict || !mustBeRefused(run, planned, what, conflict, 409)) return;
  const after = await readBack(run, record);
  if (before && after && !isSameValue(taken[keys[0]!], before[keys[0]!])) {
    const changed = keys.some(
      (key) => isSameValue(taken[key], after[key]) && !isSameValue(before[key], after[key]),
    );
    if (changed) {
      return run.wrong(planned, `It answered ${conflict.status} to ${what}, and stored it.`, conflict);
    }
  }
  const kept = await send(own);
  if (kept?.status !== undefined && kept.status !== null && kept.status >= 400) {
    run.wrong(planned, `It answered ${kept.status} to the ${name} that the record has already.`, kept);
  }
}

/** Whether times of the two are in each other's way. */
function areNeighbours({ entity }: PlannedEndpoint, one: TestRecord, other: TestRecord): boolean {
  const reference = entity?.overlap?.reference;
  if (reference === undefined) return true;
  const [a, b] = [one.values[reference], other.values[reference]];
  return a === undefined || b === undefined ? one.parent === other.parent : isSameValue(a, b);
}

function pick(values: JsonObject, keys: readonly string[]): JsonObject | null {
  const known = keys.filter((key) => values[key] !== undefined && values[key] !== null);
  return known.length === keys.length ? Object.fromEntries(keys.map((key) => [key, values[key]])) : null;
}
