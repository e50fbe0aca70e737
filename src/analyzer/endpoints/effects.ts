import type { HttpClient } from '../http/client.ts';
import { findRecord, idOf, recordIn, recordsIn } from './items.ts';
import type { JsonObject } from './items.ts';
import { parameterCount } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { CreatedRecord } from './records.ts';

/**
 * Asks the app for a record again, through the endpoint that reads one, else through the list.
 * @param working endpoints that are known to work: a broken one would tell nothing
 * @returns null: it is gone; undefined: there is nobody to ask
 */
export async function readBack(
  client: HttpClient,
  working: readonly PlannedEndpoint[],
  collection: string,
  record: CreatedRecord,
): Promise<JsonObject | null | undefined> {
  const id = idOf(record.values);
  // Deeper collections would need their parents' records, too.
  if (id === null || parameterCount(collection) > 0) return undefined;
  const reader = working.find((planned) => planned.role === 'read' && planned.collection === collection);
  if (reader) {
    const { status, body } = await client.send({
      method: 'GET',
      path: `${collection}/${encodeURIComponent(id)}`,
    });
    if (status === null) return undefined;
    return status >= 200 && status < 300 ? recordIn(parse(body)) : null;
  }
  const list = working.find((planned) => planned.role === 'list' && planned.endpoint.path === collection);
  if (!list) return undefined;
  const { status, body } = await client.send({ method: 'GET', path: collection });
  if (status === null || status >= 300) return undefined;
  return findRecord(recordsIn(parse(body)) ?? [], id, {});
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // The app's answer may be anything.
    return undefined;
  }
}
