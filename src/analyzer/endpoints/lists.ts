import { parseJson } from '../../engine/domain/parse-json.ts';
import { listIn } from './answers.ts';
import { parentRecord } from './make-records.ts';
import type { Exchange } from '../http/client.ts';
import type { Account } from './accounts.ts';
import { findRecord, idOf, isObject, recordsIn, valueDifference } from './items.ts';
import type { JsonObject } from './items.ts';
import { fixedWords, isSameWord } from './model.ts';
import type { Judgement } from './judge.ts';
import { parameterCount } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import { limitKeys, queryOf, withQuery } from './query.ts';
import { isAlias } from './records.ts';
import { referredParent } from './referred-parent.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

const maxPages = 12;

/** Who asks a list, where, and what it must show: records of the tester's own, oldest first. */
export interface ListView {
  planned: PlannedEndpoint;
  account: Account | null;
  path: string;
  /** The record whose list it is; null: it is nobody's. */
  parent: TestRecord | null;
  records: TestRecord[];
}

/** @returns null when the path cannot be filled in, or there is nobody who may ask */
export async function viewOf(run: TestRun, planned: PlannedEndpoint): Promise<ListView | null> {
  const account = run.actorFor(planned);
  if (account === undefined) return null;
  const { endpoint } = planned;
  const candidates = shownRecords(run, planned);
  const mine = candidates.filter(({ owner }) => owner === account);
  const holdsAll = planned.need === 'administrator' || (mine.length === 0 && !planned.isOwn);
  let records = holdsAll ? candidates : mine;
  let parent: TestRecord | null = null;
  if (parameterCount(endpoint.path) > 0) {
    const parentOf = (record: TestRecord) =>
      record.collection === endpoint.path ? record.parent : referredParent(run, planned, record);
    const first = records[0];
    parent = (first && parentOf(first)) ?? (await parentRecord(run, planned, account)) ?? null;
    records = records.filter((record) => parentOf(record) === parent);
  }
  const path = run.fillPath(endpoint.path, parent);
  return path === null ? null : { planned, account, path, parent, records };
}

/** The records that a list is about; a list of something else, as of counts by tag, is about none. */
function shownRecords(run: TestRun, planned: PlannedEndpoint): TestRecord[] {
  const { endpoint, entity } = planned;
  const example = recordsIn(endpoint.response)?.[0];
  if (!example || (idOf(example) === null && Object.keys(example).length < 3)) return [];
  const { path } = endpoint;
  const own = run.records.alive.filter((record) => record.collection === path);
  if (own.length > 0) return own;
  const words = fixedWords(path);
  if (parameterCount(path) > 0) {
    return run.records.alive.filter((record) => referredParent(run, planned, record) !== null);
  }
  const isWhole = /^(search|find|export|mine|my|all)$/i.test(words.at(-1) ?? '');
  const name = isWhole ? words.at(-2) : words.at(-1);
  return run.records.alive.filter(
    (record) =>
      record.parent === null &&
      isAlias(record, path, entity) &&
      (isSameWord(fixedWords(record.collection).at(-1) ?? '', name ?? '') ||
        isSameWord(record.entity?.name ?? '', name ?? '')),
  );
}

/** Whether a list is that of the record's kind itself, which wants no query, and not a search among them. */
export function isWholeList({ endpoint }: PlannedEndpoint, { collection, entity }: TestRecord): boolean {
  if (collection === endpoint.path) return true;
  const [word, own] = [endpoint.path, collection].map((path) => fixedWords(path).at(-1) ?? '');
  return isSameWord(word!, own!) || isSameWord(word!, entity?.name ?? '');
}

export function shows(exchange: Exchange, record: TestRecord): boolean {
  return findRecord(listIn(exchange) ?? [], idOf(record.values), record.expected) !== null;
}

export function getList(run: TestRun, view: ListView, query: JsonObject): Promise<Exchange> {
  return run.send(view.planned, view.account, { method: 'GET', path: withQuery(view.path, query) });
}

/** Looks for a record in an answer, and in the pages after it where the list has pages. */
export async function findInPages(
  run: TestRun,
  view: ListView,
  query: JsonObject,
  first: Exchange,
  record: Pick<TestRecord, 'values' | 'expected'>,
): Promise<{ found: JsonObject | null; exchange: Exchange }> {
  const id = idOf(record.values);
  let exchange = first;
  let found = findRecord(listIn(first) ?? [], id, record.expected);
  const example = queryOf(view.planned);
  const hasPages = 'page' in example || 'offset' in example;
  let seen = listIn(first)?.length ?? 0;
  for (let page = 2; found === null && hasPages && seen > 0 && page <= maxPages; page++) {
    const place = 'page' in example ? { page } : { offset: seen };
    const limit = Object.fromEntries(
      limitKeys.filter((key) => key in example).map((key) => [key, example[key]]),
    );
    exchange = await getList(run, view, { ...query, ...limit, ...place });
    const entries = listIn(exchange) ?? [];
    if (entries.length === 0) break;
    seen += entries.length;
    found = findRecord(entries, id, record.expected);
  }
  return { found, exchange };
}

/** Notes whether an answer shows a record, and whether it tells it as it was made. */
export async function observe(
  run: TestRun,
  view: ListView,
  query: JsonObject,
  first: Exchange,
  record: TestRecord,
): Promise<void> {
  const { requirement } = view.planned;
  const { found, exchange } = await findInPages(run, view, query, first, record);
  const difference = found && valueDifference(record.expected, found);
  noteSighting(run, requirement, record, found !== null, difference, exchange);
}

/** What an endpoint knows of a record; the blame is settled at the end. */
export function noteSighting(
  run: TestRun,
  observer: string,
  record: TestRecord,
  isSeen: boolean,
  difference: string | null | undefined,
  exchange: Exchange,
): void {
  const creator = record.requirement;
  if (creator !== '') run.outcomes.sightings.push({ creator, observer, isSeen, difference });
  const evidence = run.caller.describe(exchange);
  if (!isSeen) {
    const message = `It does not show what ${creator || 'the app'} created.`;
    run.outcomes.noteProblem(observer, message, evidence, 'absent');
  } else if (difference !== null && difference !== undefined) {
    const message = `It does not say what was created: ${difference}.`;
    run.outcomes.noteProblem(observer, message, evidence, 'differs');
  }
}

/** Whether an endpoint knew the record under whose address it is. */
export function noteParent(
  run: TestRun,
  { requirement }: PlannedEndpoint,
  parent: TestRecord,
  { result }: Judgement,
  exchange: Exchange,
): void {
  if (result === 'absent') noteSighting(run, requirement, parent, false, null, exchange);
  else if (result === 'works') noteSighting(run, requirement, parent, true, undefined, exchange);
}

/** The number under `total` in an answer whose example has one; undefined: it says none. */
export function totalIn({ planned }: ListView, { body }: Exchange): number | undefined {
  const answer = parseJson(body);
  const says = isObject(planned.endpoint.response) && 'total' in planned.endpoint.response;
  if (!says || !isObject(answer)) return undefined;
  return typeof answer['total'] === 'number' ? answer['total'] : undefined;
}
