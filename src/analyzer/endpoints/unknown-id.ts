import type { Exchange } from '../http/client.ts';
import { asText, idOf } from './items.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { TestRecord } from './records.ts';
import { answerPhrase, isRefused } from './refusals.ts';
import { isAboutRecord, ownerFor, validRequest } from './requests.ts';
import type { TestRun } from './run.ts';

/** An id of the same form that no record has. */
function unknownLike(id: string): string {
  if (/^\d+$/.test(id)) return '987654321';
  if (/^[0-9a-f-]{32,36}$/i.test(id)) return id.replace(/[0-9a-f]/gi, (digit) => (digit === '7' ? '3' : '7'));
  return 'zzqxnothing';
}

/** The record as if it had another id. */
export function withId(record: TestRecord, id: string): TestRecord {
  const known = idOf(record.values);
  const values = Object.fromEntries(
    Object.entries(record.values).map(([key, value]) => [
      key,
      known !== null && asText(value) === known ? id : value,
    ]),
  );
  return { ...record, values: { ...values, id, slug: id, code: id } };
}

/** Whether an answer says that there is no such record; for ids that are no numbers, that there can be none. */
export function isGoneAfter({ status }: Exchange, { values }: TestRecord): boolean {
  if (status === 404 || status === 410) return true;
  return status === 403 || (status === 400 && !/^\d+$/.test(idOf(values) ?? ''));
}

/** A record that does not exist is answered with 404; an odd id with any 4xx. */
export async function checkUnknownId(
  run: TestRun,
  planned: PlannedEndpoint,
  record: TestRecord,
): Promise<void> {
  const account = run.actorFor(planned);
  if (account === undefined) return;
  const owner = ownerFor(run, planned);
  const known = idOf(record.values) ?? '';
  for (const id of [unknownLike(known), "no'such id"]) {
    const input = await validRequest(run, planned, withId(record, id), owner);
    if (!input) return;
    const exchange = await run.send(planned, account, input);
    const isOdd = id.includes(' ');
    if (isOdd ? isRefused(exchange) : isGoneAfter(exchange, record)) continue;
    const what = isAboutRecord(planned) ? 'a record' : 'a parent';
    const wanted = isOdd ? '404 or 400' : '404';
    return run.wrong(
      planned,
      `It ${answerPhrase(exchange)} for ${what} that does not exist, where ${wanted} is expected.`,
      exchange,
    );
  }
}
