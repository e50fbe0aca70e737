import { createRecord, creatorOf } from './make-records.ts';
import type { Exchange } from '../http/client.ts';
import { asText, idOf } from './items.ts';
import type { JsonObject } from './items.ts';
import { listIn } from './answers.ts';
import { getList, isWholeList, shows, viewOf } from './lists.ts';
import type { ListView } from './lists.ts';
import { parameterCount } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import { checkOrder, checkPages } from './check-pages.ts';
import { checkSearchedTexts } from './check-searched-texts.ts';
import { filterField, filterValue, isSearch, otherValue, queryFor, queryOf, searchWord } from './query.ts';
import type { TestRecord } from './records.ts';
import { isRefused } from './refusals.ts';
import type { TestRun } from './run.ts';
import { textsIn } from './values.ts';

/** Filters filter, searches find and do not find, pages page, sorting sorts. */
export async function checkListQueries(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const view = await viewOf(run, planned);
  const target = view?.records.at(-1);
  if (!view || !target) return;
  // A search may want its word; the list itself wants nothing.
  const isPlain = isWholeList(planned, target);
  const base = isPlain ? {} : queryFor(planned, target);
  for (const key of Object.keys(queryOf(planned))) {
    if (isSearch(key)) await checkSearch(run, view, key, base);
    else if (key === 'since') await checkSince(run, view, target, base);
    else await checkFilter(run, view, key, target, base);
  }
  if (parameterCount(planned.endpoint.path) > 0) await checkNesting(run, view);
  await checkPages(run, view);
  await checkOrder(run, view);
}

function failed(run: TestRun, { planned }: ListView, exchange: Exchange): boolean {
  if (exchange.status === 200) return false;
  const answer = exchange.status === null ? `no answer: ${exchange.failure}` : `${exchange.status}`;
  run.wrong(planned, `It answered ${answer} where success is expected.`, exchange);
  return true;
}

async function checkFilter(
  run: TestRun,
  view: ListView,
  key: string,
  target: TestRecord,
  base: JsonObject,
): Promise<void> {
  const field = filterField(key, view.planned);
  const value = field && filterValue(target, field);
  if (!field || value === null) return;
  const exchange = await getList(run, view, { ...base, [key]: value });
  if (failed(run, view, exchange)) return;
  const stranger = (listIn(exchange) ?? []).find((entry) => {
    const told = entry[field.key];
    if (told === undefined || field.kind === 'text' || field.kind === 'datetime') return false;
    const texts = (Array.isArray(told) ? told : [told]).map(
      (entry) => asText(entry) ?? JSON.stringify(entry),
    );
    return !texts.includes(value);
  });
  if (stranger) {
    const told = JSON.stringify(stranger[field.key]);
    return run.wrong(
      view.planned,
      `With ${key}=${value} it shows records whose ${field.key} is ${told}.`,
      exchange,
    );
  }
  const other = otherValue(target, field);
  if (other === null || other === value) return;
  const without = await getList(run, view, { ...base, [key]: other });
  // That there is no such thing may be said plainly.
  if (isRefused(without)) return;
  if (failed(run, view, without)) return;
  if (shows(without, target)) {
    run.wrong(
      view.planned,
      `With ${key}=${other} it shows a record whose ${field.key} is ${value}.`,
      without,
    );
  }
}

async function checkSearch(run: TestRun, view: ListView, key: string, base: JsonObject): Promise<void> {
  const target = view.records.find((record) => searchWord(record) !== null);
  if (!target) return;
  // What else the query holds must let this very record through.
  const others = Object.keys(base).length > 0 ? queryFor(view.planned, target) : {};
  const { word } = target;
  const exchange = await getList(run, view, { ...others, [key]: word });
  if (failed(run, view, exchange)) return;
  if (!shows(exchange, target)) {
    return run.wrong(view.planned, `With ${key}=${word} it does not find the record that says it.`, exchange);
  }
  const other = view.records.find(
    (record) => !textsIn(record.values).includes(word) && shows(exchange, record),
  );
  if (other)
    return run.wrong(view.planned, `With ${key}=${word} it shows records that do not say it.`, exchange);
  await checkSearchedTexts(run, view, key, base, target);
  const nothing = await getList(run, view, { ...base, [key]: 'zzqxnothing' });
  if (failed(run, view, nothing)) return;
  if (view.records.some((record) => shows(nothing, record))) {
    run.wrong(view.planned, `With ${key}=zzqxnothing it shows records that do not say it.`, nothing);
  }
  // What a search looks for is text, whatever its characters.
  const odd = await getList(run, view, { ...base, [key]: `%'"\\_(` });
  if (odd.status === null || odd.status >= 500) failed(run, view, odd);
}

async function checkSince(run: TestRun, view: ListView, target: TestRecord, base: JsonObject): Promise<void> {
  const future = await getList(run, view, { ...base, since: '2999-01-01T00:00:00.000Z' });
  if (failed(run, view, future)) return;
  if (shows(future, target)) {
    run.wrong(view.planned, 'It shows what did not change since the time that was asked for.', future);
  }
}

/** The list of one parent shows nothing of another. */
async function checkNesting(run: TestRun, view: ListView): Promise<void> {
  const record = view.records[0];
  const parentPlan = view.parent && creatorOf(run, view.parent.collection, view.parent.entity);
  if (!record || !parentPlan) return;
  const actor = run.actorFor(parentPlan);
  if (actor === undefined) return;
  const parent = (await run.tryCall(() => createRecord(run, parentPlan, actor)))?.record;
  if (!parent) return;
  const path = run.fillPath(view.planned.endpoint.path, parent);
  if (path === null) return;
  const exchange = await run.send(view.planned, view.account, { method: 'GET', path });
  if (failed(run, view, exchange)) return;
  const stranger = (listIn(exchange) ?? []).find((entry) => asText(entry['id']) === idOf(record.values));
  if (stranger) run.wrong(view.planned, 'It shows records that belong to another parent.', exchange);
}
