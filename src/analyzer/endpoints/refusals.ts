import type { Exchange } from '../http/client.ts';
import type { JsonObject } from './items.ts';
import { createRecord } from './make-records.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/** Whether an answer says no to the request itself. */
export function isRefused({ status }: Exchange): boolean {
  return status !== null && status >= 400 && status < 500;
}

/** What an endpoint did, behind "It" in a sentence. */
export function answerPhrase({ status, failure }: Exchange): string {
  return status === null ? `gave no answer (${failure})` : `answered ${status}`;
}

/**
 * @param wanted the status that says it best; any other 4xx refuses, too
 * @returns whether it was refused
 */
export function mustBeRefused(
  run: TestRun,
  planned: PlannedEndpoint,
  what: string,
  exchange: Exchange,
  wanted: 400 | 409,
): boolean {
  if (isRefused(exchange)) return true;
  run.wrong(planned, `It ${answerPhrase(exchange)} to ${what}, where ${wanted} is expected.`, exchange);
  return false;
}

/**
 * Tries to make a record that must not be there beside the others.
 * @returns whether it was refused, or could not be tried
 */
export async function mustRefuseRecord(
  run: TestRun,
  planned: PlannedEndpoint,
  more: JsonObject,
  what: string,
  parent?: TestRecord | null,
): Promise<boolean> {
  const creation = await createRecord(run, planned, run.actorFor(planned) ?? null, more, parent);
  return creation === null || mustBeRefused(run, planned, what, creation.exchange, 409);
}
