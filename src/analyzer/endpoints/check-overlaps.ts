import { choiceAfter, startsFrom } from './actions.ts';
import type { JsonObject } from './items.ts';
import { isObject } from './items.ts';
import { createRecord, creatorOf } from './make-records.ts';
import { isSameWord } from './model.ts';
import type { PlannedEndpoint } from './plan.ts';
import { readBack } from './read-back.ts';
import { isAlias } from './records.ts';
import type { TestRecord } from './records.ts';
import { mustRefuseRecord } from './refusals.ts';
import type { Creation, TestRun } from './run.ts';

/** A time that is taken is refused; the same time elsewhere, and the time of what was cancelled, are free. */
export async function checkOverlaps(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const account = run.actorFor(planned);
  const overlap = planned.entity?.overlap;
  const sends = (key: string) => isObject(planned.endpoint.request) && key in planned.endpoint.request;
  if (account === undefined || !overlap || !sends(overlap.start) || !sends(overlap.end)) return;
  const { start, end, reference } = overlap;
  const first = await createRecord(run, planned, account);
  if (!first?.record || first.judgement.result !== 'works') return;
  const { record, sent, parent } = first;
  const time: JsonObject = { [start]: sent[start], [end]: sent[end] };
  const here = { ...time, ...(sends(reference) ? { [reference]: sent[reference] } : {}) };
  if (!(await mustRefuseRecord(run, planned, here, 'a time that overlaps with another', parent))) return;
  const elsewhere = await otherPlace(run, planned, first);
  if (elsewhere) {
    const more = sends(reference) ? { ...time, [reference]: elsewhere.values['id'] } : time;
    const under = sends(reference) ? parent : elsewhere;
    const creation = await createRecord(run, planned, account, more, under);
    if (refusesTime(run, planned, creation, `the same time with another ${reference}`)) return;
  }
  if (!(await cancel(run, record))) return;
  const creation = await createRecord(run, planned, account, here, parent);
  refusesTime(run, planned, creation, 'the time of what was cancelled');
}

function refusesTime(
  run: TestRun,
  planned: PlannedEndpoint,
  creation: Creation | null,
  what: string,
): boolean {
  const status = creation?.exchange.status;
  if (!creation || typeof status !== 'number' || status < 400) return false;
  run.wrong(planned, `It answered ${status} to ${what}, which is free.`, creation.exchange);
  return true;
}

/** Another record of the kind of which no two may have the same time: a second room. */
async function otherPlace(
  run: TestRun,
  { entity }: PlannedEndpoint,
  { parent }: Creation,
): Promise<TestRecord | null> {
  const { reference } = entity!.overlap!;
  const name = entity!.fields.get(reference)?.references ?? '';
  const target = run.plan.model.find((other) => isSameWord(other.name, name));
  const isBody = parent === null || parent.entity !== target;
  const creator = isBody
    ? run.plan.endpoints.find((other) => other.role === 'create' && other.entity === target)
    : creatorOf(run, parent.collection, parent.entity);
  const actor = creator && target && run.works(creator) ? run.actorFor(creator) : undefined;
  if (!creator || actor === undefined) return null;
  return (await run.tryCall(() => createRecord(run, creator, actor)))?.record ?? null;
}

/** Cancels a fresh record through an endpoint that is known to work. @returns whether it is cancelled now */
async function cancel(run: TestRun, record: TestRecord): Promise<boolean> {
  for (const planned of run.plan.endpoints) {
    const isChange = planned.role === 'action' || planned.role === 'update';
    if (!isChange || !run.works(planned) || !isAlias(record, planned.collection, planned.entity)) continue;
    const after = choiceAfter(run, planned);
    const account = run.actorFor(planned);
    if (!after || !/^cancel/i.test(after.value) || account === undefined) continue;
    const now = (await readBack(run, record)) ?? record.values;
    const starts = startsFrom(planned);
    if (starts && !starts.values.includes(String(now[starts.field]))) continue;
    const path = run.fillPath(planned.endpoint.path, record);
    if (path === null) continue;
    const { method, request } = planned.endpoint;
    const input = { method, path, ...(request === null ? {} : { json: request }) };
    await run.tryCall(() => run.send(planned, account, input));
    const told = await readBack(run, record);
    if (told && told[after.field] === after.value) {
      record.values = { ...record.values, [after.field]: after.value };
      return true;
    }
  }
  return false;
}
