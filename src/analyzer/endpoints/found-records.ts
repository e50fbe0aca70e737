import type { Account } from './accounts.ts';
import { findRecord, idOf } from './items.ts';
import type { JsonObject } from './items.ts';
import { listIn } from './answers.ts';
import type { PlannedEndpoint } from './plan.ts';
import { recordOf } from './records.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/** What the answer to a creation does not tell may stand in the list. */
export async function findInList(
  run: TestRun,
  creator: PlannedEndpoint,
  account: Account | null,
  parent: TestRecord | null,
  expected: JsonObject,
): Promise<JsonObject | null> {
  const listed = await askList(run, creator.collection, account, parent);
  return listed ? findRecord(listed.entries, null, expected) : null;
}

/** Where nothing can be created: what the app has by itself. */
export async function harvest(
  run: TestRun,
  { collection }: PlannedEndpoint,
  owner: Account | null,
): Promise<TestRecord | null> {
  const listed = await askList(run, collection, owner, null);
  const values = listed?.entries.find((entry) => idOf(entry) !== null);
  if (!listed || !values) return null;
  const { list, account } = listed;
  const record = recordOf({ requirement: '', collection, entity: list.entity }, values, account);
  run.records.all.push(record);
  return record;
}

async function askList(
  run: TestRun,
  collection: string,
  account: Account | null,
  parent: TestRecord | null,
): Promise<{ list: PlannedEndpoint; account: Account | null; entries: JsonObject[] } | null> {
  const list = run.plan.endpoints.find(
    ({ role, endpoint }) => role === 'list' && endpoint.path === collection,
  );
  const path = list ? run.fillPath(collection, parent) : null;
  const asking = list && (list.need === 'anyone' ? null : (account ?? run.actorFor(list)));
  if (!list || path === null || asking === undefined) return null;
  const exchange = await run.tryCall(() => run.send(list, asking, { method: 'GET', path }));
  return exchange ? { list, account: asking, entries: listIn(exchange) ?? [] } : null;
}
