import { findRecord, idOf, recordsIn, valueDifference } from './items.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { CreatedRecords } from './records.ts';

/** What is wrong with what an endpoint did, though its answer looked right. */
export interface EffectProblem {
  message: string;
  /** A record was not there; whose fault that is shows later. */
  isAbsent: boolean;
}

/**
 * A list must show what was created in its collection, or in the one of which it is a part or a search. What
 * it shows is noted with the record.
 */
export function checkList(
  { endpoint, requirement }: PlannedEndpoint,
  answer: unknown,
  records: CreatedRecords,
): EffectProblem | null {
  const example = recordsIn(endpoint.response)?.[0];
  const record = records.all.findLast(
    ({ collection, requirement: creator, isDeleted }) =>
      creator !== '' &&
      !isDeleted &&
      (endpoint.path === collection || endpoint.path.startsWith(`${collection}/`)),
  );
  // A list of something else, as in counts by tag, shows no records of the collection.
  if (!record || !example || idOf(example) === null) return null;
  const found = findRecord(recordsIn(answer) ?? [], idOf(record.values), record.sent);
  record.sightings.push({ requirement, isSeen: found !== null });
  if (!found) return { message: `It does not show what ${record.requirement} created.`, isAbsent: true };
  const difference = valueDifference(record.sent, found);
  record.views.push({ requirement, difference });
  if (difference === null) return null;
  return { message: `It does not show what was created: ${difference}.`, isAbsent: false };
}
