import { parseJson } from '../../engine/domain/parse-json.ts';
import type { Exchange } from '../http/client.ts';
import type { Account } from './accounts.ts';
import type { FieldRule } from './fields.ts';
import { idOf, isObject, isSameValue, recordIn } from './items.ts';
import type { JsonObject } from './items.ts';
import { createRecord, parentRecord, recordFor } from './make-records.ts';
import { ownerKey } from './model.ts';
import type { PlannedEndpoint } from './plan.ts';
import { readBack } from './read-back.ts';
import { recordOf } from './records.ts';
import { answerPhrase } from './refusals.ts';
import { ownerFor, validRequestWith } from './requests.ts';
import type { TestRun } from './run.ts';

/** What the app is to set, a client cannot: neither whose a record is nor what it has been through. */
export async function checkServerSet(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return;
  if (planned.role === 'create') await checkCreation(run, planned, account);
  else await checkChange(run, planned, account);
}

async function checkCreation(run: TestRun, planned: PlannedEndpoint, account: Account | null): Promise<void> {
  // What the app sets by itself.
  const natural = (await createRecord(run, planned, account))?.record?.values;
  if (!natural) return;
  const foreign = foreignValues(run, planned, account, natural);
  const parent = await parentRecord(run, planned, account);
  const path = parent === undefined ? null : run.fillPath(planned.endpoint.path, parent);
  if (path === null || Object.keys(foreign).length === 0) return;
  const { body, unfilled } = await run.bodyFor(planned, account);
  if (unfilled !== null) return;
  const exchange = await run.send(planned, account, {
    ...{ method: 'POST', path, json: { ...body, ...foreign } },
  });
  if (!isTaken(run, planned, foreign, exchange)) return;
  const values = recordIn(parseJson(exchange.body));
  if (!values || idOf(values) === null) return;
  const record = recordOf(planned, values, account, { parent: parent ?? null });
  const stored = await readBack(run, record);
  const taken = takenKey(foreign, stored ?? values) ?? takenKey(foreign, values);
  if (taken !== null) {
    return run.wrong(planned, `It takes ${taken} from the client, where the app is to set it.`, exchange);
  }
  const owner = ownerKey(planned.entity);
  if (stored === null && owner !== null && owner in foreign) {
    const message = `With another account's id for ${owner} the record is not there for who made it.`;
    return run.wrong(planned, message, exchange);
  }
  run.records.all.push(record);
}

async function checkChange(run: TestRun, planned: PlannedEndpoint, account: Account | null): Promise<void> {
  const owner = ownerFor(run, planned);
  const record = await recordFor(run, planned, owner, true);
  const before = record ? await readBack(run, record) : null;
  if (!record || !before) return;
  const foreign = foreignValues(run, planned, owner, before);
  const input = await validRequestWith(run, planned, record, owner, foreign);
  if (!input || Object.keys(foreign).length === 0) return;
  const exchange = await run.send(planned, account, input);
  if (!isTaken(run, planned, foreign, exchange)) return;
  const after = await readBack(run, record);
  const owning = ownerKey(planned.entity);
  if (after === null && owning !== null && owning in foreign) {
    // It belongs to nobody whose records are known.
    record.isDeleted = true;
    const message = `With another account's id for ${owning} it takes the record away from its owner.`;
    return run.wrong(planned, message, exchange);
  }
  const taken = after ? takenKey(foreign, after) : null;
  if (taken !== null) {
    run.wrong(planned, `It takes ${taken} from the client, where the app is to set it.`, exchange);
  }
}

/** @returns false: the request was refused, as it may be */
function isTaken(run: TestRun, planned: PlannedEndpoint, foreign: JsonObject, exchange: Exchange): boolean {
  const { status } = exchange;
  if (status !== null && status < 500) return status < 300;
  const what = `a request that also has ${Object.keys(foreign).join(', ')}, which the app sets`;
  run.wrong(planned, `It ${answerPhrase(exchange)} to ${what}.`, exchange);
  return false;
}

function takenKey(foreign: JsonObject, told: JsonObject): string | null {
  const keys = Object.keys(foreign);
  return keys.find((key) => Object.hasOwn(told, key) && isSameValue(foreign[key], told[key])) ?? null;
}

/** Values for what the app is to set, none of which it would choose by itself. */
function foreignValues(
  run: TestRun,
  planned: PlannedEndpoint,
  account: Account | null,
  natural: JsonObject,
): JsonObject {
  const { request } = planned.endpoint;
  const foreign: JsonObject = {};
  for (const field of planned.entity?.fields.values() ?? []) {
    // An endpoint whose example has the field is there to set it.
    if (!field.serverSet || field.isKey || (isObject(request) && field.key in request)) continue;
    const value =
      field.key === ownerKey(planned.entity)
        ? strangerId(run, account)
        : foreignValue(field, natural[field.key]);
    if (value !== undefined) foreign[field.key] = value;
  }
  return foreign;
}

function strangerId(run: TestRun, account: Account | null): unknown {
  const { other, user } = run.accounts;
  const stranger = account === other ? user : other;
  return account === null || stranger === null ? undefined : stranger.values['id'];
}

/** @returns undefined: there is nothing that could be told from what the app sets */
function foreignValue(field: FieldRule, natural: unknown): unknown {
  if (field.references !== null) return undefined;
  switch (field.kind) {
    case 'integer':
    case 'number':
      return natural === 4242 ? 4343 : 4242;
    case 'boolean':
      return typeof natural === 'boolean' ? !natural : undefined;
    case 'choice':
      return field.choices.find((choice) => choice !== natural);
    case 'date':
      return '2001-02-03';
    case 'datetime':
      return '2001-02-03T04:05:06.000Z';
    case 'text':
      return 'set by a client';
    case 'bytes':
    case 'email':
    case 'url':
    case 'list':
    case 'json':
      return undefined;
  }
}
