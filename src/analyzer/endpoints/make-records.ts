import { openAccount } from './accounts.ts';
import type { Account } from './accounts.ts';
import { findInList, harvest } from './found-records.ts';
import { expectedValues, idOf, recordIn } from './items.ts';
import type { JsonObject } from './items.ts';
import { collectionOf, parameterCount } from './plan.ts';
import type { PlannedEndpoint } from './plan.ts';
import { isAlias, recordOf } from './records.ts';
import type { TestRecord } from './records.ts';
import type { Creation, TestRun } from './run.ts';

/** Makes a record and knows it from then on, even when the answer does not tell it. */
export async function createRecord(
  run: TestRun,
  creator: PlannedEndpoint,
  account: Account | null,
  more: JsonObject = {},
  parent?: TestRecord | null,
): Promise<Creation | null> {
  if (creator.role === 'register') return createAccount(run, creator);
  const under = parent === undefined ? await parentRecord(run, creator, account) : parent;
  const path = under === undefined ? null : run.fillPath(creator.endpoint.path, under);
  if (path === null) return null;
  const { body, word, unfilled } = await run.bodyFor(creator, account);
  if (unfilled !== null && !Object.hasOwn(more, unfilled)) {
    const message = `There was nothing that ${unfilled} could refer to.`;
    run.outcomes.noteNotMeasured(creator.requirement, message);
    return null;
  }
  const sent = { ...body, ...more };
  const { exchange, judgement } = await run.call(creator, account, { method: 'POST', path, json: sent });
  const { request, response } = creator.endpoint;
  const expected = expectedValues(sent, request, response);
  const answered = judgement.result === 'works' ? recordIn(judgement.answer) : null;
  const isAnswered = answered !== null && (idOf(answered) !== null || response === null);
  const values = isAnswered ? answered : await findInList(run, creator, account, under ?? null, expected);
  if (!values) return { exchange, judgement, sent, record: null, parent: under ?? null };
  const record = recordOf(creator, values, account, { expected, word, parent: under ?? null });
  run.records.all.push(record);
  return { exchange, judgement, sent, record, parent: under ?? null };
}

/** A record that an endpoint may be tried on: of the account, or of anybody where it does not matter. */
export async function recordFor(
  run: TestRun,
  planned: PlannedEndpoint,
  owner: Account | null,
  fresh = false,
): Promise<TestRecord | null> {
  const { collection, entity, isOwn } = planned;
  const known = run.records.in(collection, entity);
  const mine = known.filter((record) => !isOwn || record.owner === owner);
  if (mine.length > 0 && !fresh) return mine[0]!;
  const creator = creatorOf(run, collection, entity) ?? creatorByParameter(run, planned);
  if (creator && mine.length === 0 && known.length === 0 && !fresh) {
    const named = run.records.alive.find(({ requirement }) => requirement === creator.requirement);
    if (named) return named;
  }
  if (creator) {
    const actor = creator.need === 'administrator' ? run.actorFor(creator) : (owner ?? run.actorFor(creator));
    const creation =
      actor === undefined ? undefined : await run.tryCall(() => createRecord(run, creator, actor));
    if (creation?.record) return creation.record;
  }
  if (mine.length > 0) return mine.at(-1)!;
  return harvest(run, planned, owner);
}

/** Who makes what has a field of the parameter's name, as `code` of `/go/:code`. */
function creatorByParameter(run: TestRun, { endpoint }: PlannedEndpoint): PlannedEndpoint | null {
  const name =
    endpoint.path
      .split('/')
      .findLast((segment) => segment.startsWith(':'))
      ?.slice(1) ?? 'id';
  const creators = run.plan.endpoints.filter(({ role }) => role === 'create');
  const answers = (creator: PlannedEndpoint) =>
    Object.hasOwn(recordIn(creator.endpoint.response) ?? {}, name);
  return name === 'id' ? null : (creators.find(answers) ?? null);
}

export function creatorOf(
  run: TestRun,
  collection: string,
  entity: PlannedEndpoint['entity'],
): PlannedEndpoint | null {
  const creators = run.plan.endpoints.filter(({ role }) => role === 'create');
  const same = creators.find((creator) => creator.collection === collection);
  const alias = creators.find((creator) => isAlias(creator, collection, entity));
  const register = run.plan.endpoints.find(
    (planned) => planned.role === 'register' && isAlias(planned, collection, entity),
  );
  return same ?? alias ?? register ?? null;
}

async function createAccount(run: TestRun, register: PlannedEndpoint): Promise<Creation | null> {
  const account = await openAccount(run, 'an account of its own');
  if (!account || idOf(account.values) === null) return null;
  const record = recordOf(register, account.values, account);
  run.records.all.push(record);
  return { record, sent: account.body } as Creation;
}

/** @returns null: it needs none; undefined: there is none to be had */
export async function parentRecord(
  run: TestRun,
  creator: PlannedEndpoint,
  owner: Account | null,
): Promise<TestRecord | null | undefined> {
  if (parameterCount(creator.endpoint.path) === 0) return null;
  const collection = collectionOf(creator.endpoint.path);
  const known = run.records.in(collection, null);
  const found = known.find((record) => record.owner === owner) ?? known[0];
  if (found) return found;
  const parent = { ...creator, collection, entity: null };
  return (await recordFor(run, parent, owner)) ?? undefined;
}
