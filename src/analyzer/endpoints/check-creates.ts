import { createRecord, creatorOf } from './make-records.ts';
import type { Account } from './accounts.ts';
import { isObject } from './items.ts';
import type { JsonObject } from './items.ts';
import { findInPages, getList, noteParent, viewOf } from './lists.ts';
import { fixedWords, isSameWord } from './model.ts';
import type { PlannedEndpoint } from './plan.ts';
import { isSelective } from './query.ts';
import { readBack } from './read-back.ts';
import { isRefused, mustRefuseRecord } from './refusals.ts';
import type { TestRecord } from './records.ts';
import { subjectFor, validRequest } from './requests.ts';
import type { TestRun } from './run.ts';

/** Of each collection, so that there is something to page through, sort and tell apart. */
const recordsEach = 3;

export async function checkCreate(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  for (let count = 0; count < recordsEach; count++) {
    let creation = await createRecord(run, planned, account);
    if (!creation) return run.noRecord(planned);
    const isUnknown = creation.exchange.status === 404;
    if (isRefused(creation.exchange) && !isUnknown && !run.keepsExample.has(planned)) {
      // Perhaps the varied values break a rule that only words tell: then the example's own must be taken.
      run.keepsExample.add(planned);
      creation = (await createRecord(run, planned, account)) ?? creation;
    }
    const { judgement, exchange, sent, parent } = creation;
    if (parent) noteParent(run, planned, parent, judgement, exchange);
    if (parent && judgement.result === 'absent') return;
    run.note(
      planned,
      judgement.result === 'absent' ? { ...judgement, result: 'wrong' } : judgement,
      exchange,
    );
    if (judgement.result !== 'works') return;
    run.checkEcho(planned, sent, judgement.answer, exchange);
  }
}

/** Makes several at once: all of them must be there then, and as many as it says. */
export async function checkImport(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const parent = await subjectFor(run, planned, account);
  const input = parent === undefined ? null : await validRequest(run, planned, parent, account);
  if (!input || !isObject(input.json)) return run.noRecord(planned);
  const { judgement, exchange } = await run.call(planned, account, input);
  run.note(planned, judgement, exchange);
  const items = (input.json['items'] as unknown[]).filter(isObject);
  if (judgement.result !== 'works') return;
  const { request, response } = planned.endpoint;
  const example = isObject(request) && Array.isArray(request['items']) ? request['items'].length : 0;
  const counted = Object.entries(isObject(response) ? response : {}).find(([, value]) => value === example);
  const said = counted && isObject(judgement.answer) ? judgement.answer[counted[0]] : undefined;
  if (counted && said !== items.length) {
    return run.wrong(
      planned,
      `It says ${counted[0]}: ${String(said)} after ${items.length} were sent.`,
      exchange,
    );
  }
  run.imported.set(planned, { items, exchange });
}

/** Once it is known that the list works: it shows what was imported. */
export async function checkImported(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const imported = run.imported.get(planned);
  const word = fixedWords(planned.endpoint.path).at(-2) ?? '';
  const list = run.plan.endpoints.find(
    (other) =>
      other.role === 'list' &&
      run.works(other) &&
      !isSelective(other) &&
      isSameWord(fixedWords(other.endpoint.path).at(-1) ?? '', word),
  );
  const view = list ? await viewOf(run, list) : null;
  if (!imported || !view) return;
  for (const item of imported.items) {
    const expected = textsOf(item);
    if (Object.keys(expected).length === 0) continue;
    const first = await getList(run, view, {});
    const { found } = await findInPages(run, view, {}, first, { values: {}, expected });
    if (!found)
      return run.wrong(planned, 'The list does not show what was imported.', imported.exchange, first);
  }
}

function textsOf(item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => typeof value === 'string' && value.length > 3),
  );
}

/** What is unique is refused a second time; a transfer moves what it says, and no more than there is. */
export async function checkConflicts(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  const { entity } = planned;
  if (account === undefined || !entity) return;
  const known = (key: string) => isObject(planned.endpoint.request) && key in planned.endpoint.request;
  for (const { key, unique } of entity.fields.values()) {
    if (!unique || !known(key)) continue;
    const first = await createRecord(run, planned, account);
    const value = first?.record?.expected[key] ?? first?.record?.values[key];
    if (value === undefined || value === null) continue;
    const what = `a ${key} that another record has`;
    await mustRefuseRecord(run, planned, { [key]: value }, what, first?.record?.parent);
  }
  const { transfer } = entity;
  if (transfer && known(transfer.from) && known(transfer.to)) await checkTransfer(run, planned);
}

async function checkTransfer(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const { from, to, amount } = planned.entity!.transfer!;
  const account = run.actorFor(planned) ?? null;
  const { body } = await run.bodyFor(planned, account);
  const known = run.records.alive.find(({ values }) => values['id'] === body[from] && 'balance' in values);
  const source = known ? await freshLike(run, known, account) : null;
  const target = known ? await freshLike(run, known, account) : null;
  const balance = source?.values['balance'];
  if (!source || !target || typeof balance !== 'number' || balance <= 0) return;
  const balances = async () => {
    const told = [await readBack(run, source), await readBack(run, target)];
    return told.map((record) => (typeof record?.['balance'] === 'number' ? record['balance'] : null));
  };
  const before = await balances();
  const value = Math.min(Number(body[amount]), balance / 2);
  const ids = { [from]: source.values['id'], [to]: target.values['id'] };
  const moved = await createRecord(run, planned, account, { ...ids, [amount]: value });
  const after = await balances();
  const isKnown = [...before, ...after].every((balance) => balance !== null);
  if (moved?.judgement.result === 'works' && isKnown) {
    const near = (a: number, b: number) => Math.abs(a - b) < 0.005;
    if (!near(after[0]!, before[0]! - value) || !near(after[1]!, before[1]! + value)) {
      const told = `${before.join(' and ')} became ${after.join(' and ')}`;
      return run.wrong(planned, `It did not move ${value}: balances of ${told}.`, moved.exchange);
    }
  }
  await mustRefuseRecord(run, planned, { ...ids, [amount]: balance + 1 }, 'more than the balance');
  const same = { ...ids, [to]: ids[from], [amount]: value / 2 };
  await mustRefuseRecord(run, planned, same, 'a transfer to where it comes from');
}

async function freshLike(run: TestRun, { collection, entity }: TestRecord, account: Account | null) {
  const creator = creatorOf(run, collection, entity);
  return creator ? ((await createRecord(run, creator, account))?.record ?? null) : null;
}
