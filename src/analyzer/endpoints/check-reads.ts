import { parseJson } from '../../engine/domain/parse-json.ts';
import { recordFor } from './make-records.ts';
import type { Exchange } from '../http/client.ts';
import { loginBody } from './accounts.ts';
import { asText, idOf, isObject, recordIn, valueDifference } from './items.ts';
import { getList, isWholeList, noteParent, noteSighting, observe, viewOf } from './lists.ts';
import type { PlannedEndpoint } from './plan.ts';
import { isSelective, queryFor, queryOf, withQuery } from './query.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/** Reads what was created: two of the records, so that one answer for all is found out. */
export async function checkRead(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const first = await recordFor(run, planned, account);
  if (!first) return run.noRecord(planned);
  const owned = run.records
    .in(planned.collection, planned.entity)
    .filter(({ owner }) => owner === first.owner);
  for (const record of new Set([first, owned.at(-1) ?? first])) {
    const path = run.fillPath(planned.endpoint.path, record);
    if (path === null) return run.noRecord(planned);
    const query = queryFor(planned, record);
    const { judgement, exchange } = await run.call(planned, account, {
      method: 'GET',
      path: withQuery(path, query),
    });
    run.note(planned, judgement, exchange);
    if (judgement.result === 'absent') noteSighting(run, planned.requirement, record, false, null, exchange);
    if (judgement.result !== 'works') return;
    checkTold(run, planned, record, exchange);
  }
}

function checkTold(run: TestRun, planned: PlannedEndpoint, record: TestRecord, exchange: Exchange): void {
  const { response } = planned.endpoint;
  if (response === null) {
    const target = [...(record.entity?.fields.values() ?? [])].find(({ kind }) => kind === 'url');
    const address = target && asText(record.values[target.key]);
    const isRedirect = exchange.status !== null && exchange.status >= 300;
    if (isRedirect && address && exchange.headers.get('location') !== address) {
      run.wrong(planned, `It leads to another place than ${address}.`, exchange);
    }
    return;
  }
  const told = recordIn(parseJson(exchange.body));
  const example = recordIn(response);
  if (!told || !example || idOf(example) === null) return;
  if (idOf(told) !== null && idOf(record.values) !== null && idOf(told) !== idOf(record.values)) {
    return run.wrong(planned, 'It answers another record than was asked for.', exchange);
  }
  const difference = valueDifference(record.expected, told);
  noteSighting(run, planned.requirement, record, true, difference, exchange);
}

/** Asks a list in such a way that it must show what was created last, and, where that is another way, plainly. */
export async function checkList(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  if (run.actorFor(planned) === undefined) return run.noActor(planned);
  const view = await viewOf(run, planned);
  if (!view) return run.noRecord(planned);
  const newest = view.records.at(-1) ?? null;
  const query = queryFor(planned, newest);
  const { judgement, exchange } = await run.call(planned, view.account, {
    method: 'GET',
    path: withQuery(view.path, query),
  });
  if (view.parent) noteParent(run, planned, view.parent, judgement, exchange);
  if (judgement.result !== 'absent' || !view.parent) run.note(planned, judgement, exchange);
  if (judgement.result !== 'works' || !newest) return;
  if (!isSelective(planned)) await observe(run, view, query, exchange, newest);
  const isPlainList = isWholeList(planned, newest);
  if (Object.keys(queryOf(planned)).length === 0) {
    await observe(run, view, {}, exchange, view.records[0]!);
  } else if (isPlainList) {
    const plain = await getList(run, view, {});
    if (plain.status !== 200) return;
    for (const record of new Set([view.records[0]!, newest])) await observe(run, view, {}, plain, record);
  }
}

/** Figures and other answers that show no records: their shape is all that the example says. */
export async function checkView(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const parent = planned.endpoint.path.includes(':') ? await recordFor(run, planned, account) : null;
  const path = run.fillPath(planned.endpoint.path, parent);
  if (path === null) return run.noRecord(planned);
  const input = { method: 'GET', path: withQuery(path, queryFor(planned, null)) };
  const { judgement, exchange } = await run.call(planned, account, input);
  run.note(planned, judgement, exchange);
  if (judgement.result === 'works' && planned.endpoint.response === null && parent) {
    checkTold(run, planned, parent, exchange);
  }
}

/** The account that asks is the one that is told. */
export async function checkMe(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const { user, other } = run.accounts;
  if (!user) return run.noActor(planned);
  for (const account of [user, other ?? user]) {
    const input = { method: 'GET', path: planned.endpoint.path };
    const { judgement, exchange } = await run.call(planned, account, input);
    run.note(planned, judgement, exchange);
    const told = recordIn(judgement.answer);
    if (judgement.result !== 'works' || !isObject(told)) return;
    const { nameKey, passwordKey } = run.plan.access!;
    const known = { ...account.body, [nameKey]: loginBody(run, account)[nameKey] };
    delete known[passwordKey];
    const names = Object.fromEntries(
      Object.entries(known).filter(([key]) => key === nameKey || /^(email|username|name)$/i.test(key)),
    );
    const difference = valueDifference(names, told);
    if (difference)
      run.wrong(planned, `It tells another account than the one that asks: ${difference}.`, exchange);
  }
}
