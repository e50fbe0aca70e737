import { recordFor } from './make-records.ts';
import { expectedValues, idOf, isObject, recordIn, valueDifference } from './items.ts';
import type { JsonObject } from './items.ts';
import { isGoneAfter } from './unknown-id.ts';
import { noteSighting } from './lists.ts';
import type { PlannedEndpoint } from './plan.ts';
import { readBack } from './read-back.ts';
import type { TestRecord } from './records.ts';
import { isRefused } from './refusals.ts';
import { isAboutRecord, ownerFor, subjectFor, validRequest } from './requests.ts';
import type { Call, TestRun } from './run.ts';
import { actionEffect, bringTo, startsFrom } from './actions.ts';

/** Actions, twice where that shows something: what is switched is switched back, what went on cannot go again. */
export async function checkAction(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const record = await recordFor(run, planned, ownerFor(run, planned), true);
  if (!record) return run.noRecord(planned);
  const starts = startsFrom(planned);
  if (starts && !(await bringTo(run, record, starts.field, starts.values))) {
    const message = `No record could be brought to ${starts.field} ${starts.values.join(' or ')}.`;
    return run.outcomes.noteNotMeasured(planned.requirement, message);
  }
  for (const round of [1, 2]) {
    const before = (await readBack(run, record)) ?? record.values;
    const expected = actionEffect(run, planned, before);
    if (round === 2 && starts) return mustNotGoAgain(run, planned, record, starts.field);
    const isSwitch = Object.values(expected).some((value) => typeof value !== 'string');
    if (round === 2 && !isSwitch) return;
    const input = await validRequest(run, planned, record, account);
    if (!input) return run.noRecord(planned);
    const call = await run.call(planned, account, input);
    if (!noteChange(run, planned, record, call)) return;
    await checkChange(run, planned, record, expected, call);
  }
}

async function mustNotGoAgain(
  run: TestRun,
  planned: PlannedEndpoint,
  record: TestRecord,
  field: string,
): Promise<void> {
  const input = await validRequest(run, planned, record, run.actorFor(planned) ?? null);
  if (!input) return;
  const exchange = await run.send(planned, run.actorFor(planned) ?? null, input);
  if (isRefused(exchange)) return;
  const message = `It answered ${exchange.status ?? 'nothing'} for a ${field} that it does not start from, where 409 is expected.`;
  run.wrong(planned, message, exchange);
}

export async function checkUpdate(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const owner = ownerFor(run, planned);
  const record = await recordFor(run, planned, owner, true);
  if (!record) return run.noRecord(planned);
  const starts = startsFrom(planned);
  if (starts) await bringTo(run, record, starts.field, starts.values);
  const isPatch = planned.endpoint.method === 'PATCH';
  const before = isPatch ? ((await readBack(run, record)) ?? record.values) : {};
  let input = await validRequest(run, planned, record, owner);
  if (!input) return run.noRecord(planned);
  let call = await run.call(planned, account, input);
  const { status } = call.exchange;
  if (status === 400 || status === 409 || status === 422) {
    run.keepsExample.add(planned);
    input = (await validRequest(run, planned, record, owner)) ?? input;
    call = await run.call(planned, account, input);
  }
  if (!noteChange(run, planned, record, call)) return;
  const { request, response } = planned.endpoint;
  const sent = isObject(input.json) ? input.json : {};
  const expected = expectedValues(sent, request, response);
  const kept = isPatch ? keptValues(record, before, sent) : {};
  await checkChange(run, planned, record, { ...kept, ...expected }, call);
}

/** What PATCH leaves as it is, of what was said when the record was made: as it was stored then, rightly or not. */
function keptValues({ expected }: TestRecord, before: JsonObject, sent: JsonObject): JsonObject {
  const kept = Object.keys(expected).filter((key) => !Object.hasOwn(sent, key));
  return Object.fromEntries(
    kept.map((key) => [key, Object.hasOwn(before, key) ? before[key] : expected[key]]),
  );
}

/** @returns whether the endpoint answered as it should */
function noteChange(run: TestRun, planned: PlannedEndpoint, record: TestRecord, call: Call): boolean {
  const { judgement, exchange } = call;
  if (judgement.result === 'absent') {
    noteSighting(run, planned.requirement, record, false, null, exchange);
    return false;
  }
  run.note(planned, judgement, exchange);
  if (judgement.result !== 'works') return false;
  noteSighting(run, planned.requirement, record, true, undefined, exchange);
  return true;
}

async function checkChange(
  run: TestRun,
  planned: PlannedEndpoint,
  record: TestRecord,
  expected: JsonObject,
  { judgement, exchange }: Call,
): Promise<void> {
  const answered = recordIn(judgement.answer);
  const example = recordIn(planned.endpoint.response);
  const isShown = answered && example && idOf(example) !== null;
  const said = isShown ? valueDifference(expected, answered) : null;
  if (said) return run.wrong(planned, `The answer does not show the change: ${said}.`, exchange);
  if (Object.keys(expected).length === 0) return;
  const stored = await readBack(run, record);
  if (stored === undefined) {
    // There is nobody to ask; what comes next starts from what was said.
    record.values = { ...record.values, ...expected };
    return;
  }
  if (stored === null)
    return run.wrong(planned, 'It was answered with success, but the record is gone.', exchange);
  const difference = valueDifference(expected, stored);
  if (difference) return run.wrong(planned, `The change was not stored: ${difference}.`, exchange);
  record.values = { ...record.values, ...stored };
  record.expected = { ...record.expected, ...expected };
}

/** Deletes a record that was made for it; others stay. */
export async function checkDelete(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const owner = ownerFor(run, planned);
  const record = await recordFor(run, planned, owner, true);
  if (!record) return run.noRecord(planned);
  const input = await validRequest(run, planned, record, owner);
  if (!input) return run.noRecord(planned);
  const before = await readBack(run, record);
  const call = await run.call(planned, account, input);
  if (!noteChange(run, planned, record, call)) return;
  record.isDeleted = true;
  const after = await readBack(run, record);
  if (before !== null && after) {
    const message = 'It was answered with success, but the record is still there.';
    return run.wrong(planned, message, call.exchange);
  }
  const other = run.records
    .in(record.collection, record.entity)
    .find(({ owner: own }) => own === record.owner);
  if (before && other && (await readBack(run, other)) === null) {
    return run.wrong(planned, 'It deleted another record, too.', call.exchange);
  }
  const again = await run.send(planned, account, input);
  if (!isGoneAfter(again, record)) {
    run.wrong(
      planned,
      `It answered ${again.status ?? 'nothing'} for what is deleted already, where 404 is expected.`,
      again,
    );
  }
}

/** Several by their ids, or a whole collection: the latter last of all, for nothing is left then. */
export async function checkDeleteMany(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const owner = ownerFor(run, planned);
  const collection = planned.endpoint.path.replace(/\/[a-z-]*(delete|remove)[a-z-]*$/i, '');
  const record = await recordFor(run, { ...planned, collection }, owner, true);
  const input = await validRequest(run, planned, null, owner);
  if (!input) return run.noRecord(planned);
  if (isObject(input.json) && Array.isArray(input.json['ids'])) {
    if (!record) return run.noRecord(planned);
    input.json['ids'] = [record.values['id']];
  }
  const call = await run.call(planned, account, input);
  run.note(planned, call.judgement, call.exchange);
  if (call.judgement.result !== 'works' || !record) return;
  const after = await readBack(run, record);
  if (after)
    run.wrong(planned, 'It was answered with success, but the record is still there.', call.exchange);
  record.isDeleted = true;
}

/** A request whose effect no example shows: that it is answered as described is all that can be held to. */
export async function checkCall(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return run.noActor(planned);
  const subject = await subjectFor(run, planned, ownerFor(run, planned));
  const input = subject === undefined ? null : await validRequest(run, planned, subject, account);
  if (!input) return run.noRecord(planned);
  const call = await run.call(planned, account, input);
  const isNoted = subject && isAboutRecord(planned) ? noteChange(run, planned, subject, call) : false;
  if (!isNoted) run.note(planned, call.judgement, call.exchange);
}
