import { parseJson } from '../../engine/domain/parse-json.ts';
import type { Account } from './accounts.ts';
import { figuresDifference } from './figure-values.ts';
import { readFigures } from './figures.ts';
import type { Figure } from './figures.ts';
import { isObject } from './items.ts';
import type { JsonObject } from './items.ts';
import { createRecord } from './make-records.ts';
import type { ModelEntity } from './model.ts';
import type { PlannedEndpoint } from './plan.ts';
import { readBack } from './read-back.ts';
import { answerPhrase } from './refusals.ts';
import type { TestRun } from './run.ts';

/** Words of a description that make figures be about some of the records only. */
const selective = /\b(today|days?|weeks?|months?|years?|recent(ly)?|last|latest|top|most|since|between)\b/i;

/** Figures are held to their numbers before and after a record was made. */
export async function checkFigures(run: TestRun, planned: PlannedEndpoint): Promise<void> {
  const { endpoint, entity } = planned;
  const isPlain =
    !endpoint.path.includes(':') && endpoint.request === null && !selective.test(endpoint.description);
  const figures = isPlain ? readFigures(endpoint.response, entity, run.plan.model) : [];
  const account = run.actorFor(planned);
  if (account === undefined) return;
  for (const counted of new Set(figures.map((figure) => figure.entity))) {
    const own = figures.filter((figure) => figure.entity === counted);
    const first = await checkOne(run, planned, account, own, {});
    const more = first ? otherValues(run, counted, own, first) : {};
    if (first && Object.keys(more).length > 0) await checkOne(run, planned, account, own, more);
  }
}

/** @returns the records that were made; null: none is known to be there, or the figures are wrong */
async function checkOne(
  run: TestRun,
  planned: PlannedEndpoint,
  account: Account | null,
  figures: readonly Figure[],
  more: JsonObject,
): Promise<JsonObject[] | null> {
  const { entity } = figures[0]!;
  const ask = () => run.send(planned, account, { method: 'GET', path: planned.endpoint.path });
  const before = await ask();
  const added = await addOne(run, planned, entity, account, more);
  if (added === null) return null;
  const after = await ask();
  if (before.status !== 200 || after.status !== 200) {
    const answer = answerPhrase(before.status === 200 ? after : before);
    run.wrong(planned, `It ${answer}, where it had answered 200.`, before, after);
    return null;
  }
  const isWhole = (of: ModelEntity, field: string) =>
    run.records.alive.every(({ entity: its, values }) => its !== of || typeof values[field] === 'number');
  const answers = [before, after].map(({ body }) => parseJson(body));
  const difference = figuresDifference(figures, answers[0], answers[1], new Map([[entity, added]]), isWhole);
  if (difference === null) return added;
  run.wrong(planned, `It does not count what is there: ${difference}.`, before, after);
  return null;
}

/** Values that put another record where the first one was not: in what only some count for, and in another group. */
function otherValues(
  run: TestRun,
  entity: ModelEntity,
  figures: readonly Figure[],
  [first]: readonly JsonObject[],
): JsonObject {
  const request = creatorFor(run, entity)?.endpoint.request;
  const other: JsonObject = {};
  for (const { only, group } of figures) {
    const key = only?.key ?? group?.field;
    const field = key === undefined ? undefined : entity.fields.get(key);
    if (!field || !isObject(request) || !(field.key in request) || field.key in other) continue;
    const known = first?.[field.key];
    if (field.kind === 'boolean') other[field.key] = known !== true;
    const wanted = only && only.value !== known ? only.value : undefined;
    const choice = wanted ?? field.choices.find((value) => value !== known);
    if (field.kind === 'choice' && choice !== undefined) other[field.key] = choice;
  }
  return other;
}

function creatorFor(run: TestRun, entity: ModelEntity): PlannedEndpoint | undefined {
  return run.plan.endpoints.find(
    (other) => other.role === 'create' && other.entity === entity && run.works(other),
  );
}

/** @returns the records of the entity that were made, as the app tells them; null: none that is known to be there */
async function addOne(
  run: TestRun,
  planned: PlannedEndpoint,
  entity: ModelEntity,
  account: Account | null,
  more: JsonObject,
): Promise<JsonObject[] | null> {
  const creator = creatorFor(run, entity);
  const actor = creator ? run.actorFor(creator) : undefined;
  if (!creator || actor === undefined || (planned.isOwn && actor !== account)) return null;
  const known = new Set(run.records.all);
  const creation = await run.tryCall(() => createRecord(run, creator, actor, more));
  if (!creation?.record || creation.judgement.result !== 'works') return null;
  const added: JsonObject[] = [];
  for (const record of run.records.all) {
    if (known.has(record) || record.entity !== entity) continue;
    const stored = await readBack(run, record);
    if (!stored) return null;
    added.push(stored);
  }
  return added;
}
