import { parseJson } from '../../engine/domain/parse-json.ts';
import type { Account } from './accounts.ts';
import { findRecord, idOf, recordIn } from './items.ts';
import type { JsonObject } from './items.ts';
import { findInPages } from './lists.ts';
import type { PlannedEndpoint } from './plan.ts';
import { isSelective, queryFor, withQuery } from './query.ts';
import { isAlias } from './records.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/**
 * Asks the app for a record again, through an endpoint that is known to work: a broken one would tell nothing.
 * @returns null: it is gone; undefined: there is nobody to ask
 */
export async function readBack(run: TestRun, record: TestRecord): Promise<JsonObject | null | undefined> {
  const tellers = run.plan.endpoints.filter(
    (planned) =>
      run.works(planned) &&
      (planned.role === 'read' || planned.role === 'list') &&
      planned.endpoint.response !== null &&
      (planned.collection === record.collection ||
        (planned.role === 'read' && isAlias(record, planned.collection, planned.entity))),
  );
  const rank = ({ role, collection }: PlannedEndpoint) =>
    (role === 'read' ? 0 : 1) + (collection === record.collection ? 0 : 2);
  for (const teller of tellers.sort((a, b) => rank(a) - rank(b))) {
    const told = await run.tryCall(() => askFor(run, teller, record));
    if (told !== undefined) return told;
  }
  return undefined;
}

async function askFor(
  run: TestRun,
  teller: PlannedEndpoint,
  record: TestRecord,
): Promise<JsonObject | null | undefined> {
  const account = tellerAccount(run, teller, record);
  if (account === undefined || (teller.role === 'list' && isSelective(teller))) return undefined;
  const path = run.fillPath(teller.endpoint.path, teller.role === 'read' ? record : record.parent);
  if (path === null) return undefined;
  const query = queryFor(teller, record);
  const isList = teller.role === 'list';
  const input = { method: 'GET', path: withQuery(path, isList ? {} : query) };
  const exchange = await run.send(teller, account, input);
  const { status, body } = exchange;
  if (status === null || status >= 500 || (isList && status >= 300)) return undefined;
  if (!isList) {
    const told = status >= 200 && status < 300 ? recordIn(parseJson(body)) : null;
    // What says less than the record cannot show a change.
    return told !== null && idOf(told) === null ? undefined : told;
  }
  const view = { planned: teller, account, path, parent: record.parent, records: [] };
  const { found } = await findInPages(run, view, {}, exchange, record);
  return found ?? findRecord([], idOf(record.values), {});
}

function tellerAccount(
  run: TestRun,
  teller: PlannedEndpoint,
  record: TestRecord,
): Account | null | undefined {
  if (teller.need === 'anyone' || run.plan.access === null) return null;
  if (teller.need === 'administrator') return run.accounts.administrator ?? undefined;
  return record.owner ?? run.actorFor(teller);
}
