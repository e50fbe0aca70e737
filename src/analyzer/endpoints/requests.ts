import { parentRecord, recordFor } from './make-records.ts';
import type { RequestInput } from '../http/client.ts';
import type { Account } from './accounts.ts';
import { isGivenKey } from './fields.ts';
import { isObject } from './items.ts';
import type { JsonObject } from './items.ts';
import { parameterCount } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import { queryFor, withQuery } from './query.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/** Endpoints whose last parameter names one record that they tell or change. */
export function isAboutRecord({ role, endpoint }: PlannedEndpoint): boolean {
  return parameterCount(endpoint.path) > 0 && role !== 'create' && role !== 'list' && role !== 'import';
}

/** Whose records an endpoint is tried on. */
export function ownerFor(run: TestRun, planned: PlannedEndpoint): Account | null {
  if (planned.need === 'administrator') return run.accounts.user ?? run.accounts.administrator;
  return run.actorFor(planned) ?? run.accounts.user;
}

/**
 * A request that an endpoint must take from whoever has the right.
 * @param record that it is about, or, for what makes or lists records, their parent
 * @returns null when the path cannot be filled in
 */
export async function validRequest(
  run: TestRun,
  planned: PlannedEndpoint,
  record: TestRecord | null,
  owner: Account | null,
): Promise<RequestInput | null> {
  const { method, path: template, request } = planned.endpoint;
  const path = run.fillPath(template, record);
  if (path === null) return null;
  if (method === 'GET') return { method, path: withQuery(path, queryFor(planned, record)) };
  if (request === null) return { method, path };
  if (!isObject(request)) return { method, path, json: request };
  if (planned.role === 'delete') return { method, path: withQuery(path, request) };
  const { body } = await run.bodyFor(planned, owner);
  return { method, path, json: { ...body, ...givenKey(planned, record) } };
}

/** A change that sends the key sends that of its record. */
function givenKey(planned: PlannedEndpoint, record: TestRecord | null): JsonObject {
  const { entity, endpoint } = planned;
  const key = [...(entity?.fields.values() ?? [])].find(isGivenKey)?.key;
  if (key === undefined || record === null || !isAboutRecord(planned)) return {};
  const isSent = isObject(endpoint.request) && Object.hasOwn(endpoint.request, key);
  return isSent && Object.hasOwn(record.values, key) ? { [key]: record.values[key] } : {};
}

/** The same with other values in its body. @returns null, too, when it has no body to put them in */
export async function validRequestWith(
  run: TestRun,
  planned: PlannedEndpoint,
  record: TestRecord | null,
  owner: Account | null,
  values: JsonObject,
): Promise<RequestInput | null> {
  const input = await validRequest(run, planned, record, owner);
  return input && isObject(input.json) ? { ...input, json: { ...input.json, ...values } } : null;
}

/** The record or parent that a path needs. @returns undefined: there is none to be had */
export async function subjectFor(
  run: TestRun,
  planned: PlannedEndpoint,
  owner: Account | null,
): Promise<TestRecord | null | undefined> {
  if (parameterCount(planned.endpoint.path) === 0) return null;
  if (!isAboutRecord(planned)) return parentRecord(run, planned, owner);
  const isChange = planned.endpoint.method !== 'GET';
  return (await recordFor(run, planned, owner, isChange)) ?? undefined;
}
