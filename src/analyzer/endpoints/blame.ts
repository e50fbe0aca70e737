import type { CreatedRecord } from './records.ts';

export interface Outcome {
  result: 'works' | 'wrong' | 'missing' | 'not_measured' | 'absent';
  message: string | null;
  evidence: string | null;
}

/**
 * Decides whose fault it is that a created record was not found. Seen by nobody: it was never stored, and
 * those who asked for it are not to blame. Seen by somebody: those who did not see it are.
 * @param outcomes by requirement; changed in place
 */
export function settleBlame(outcomes: Map<string, Outcome>, records: readonly CreatedRecord[]): void {
  for (const record of records) blameForValues(outcomes, record);
  for (const { requirement, sightings } of records) {
    if (sightings.length === 0 || sightings.some((sighting) => sighting.isSeen)) continue;
    const creator = outcomes.get(requirement);
    if (creator?.result !== 'works') continue;
    outcomes.set(requirement, {
      ...creator,
      result: 'wrong',
      message: 'It was answered with success, but what it created is nowhere to be found.',
    });
    for (const sighting of sightings) {
      const outcome = outcomes.get(sighting.requirement);
      if (outcome?.result !== 'absent') continue;
      const message = `What ${requirement} said it had created was not there to ask for.`;
      outcomes.set(sighting.requirement, { ...outcome, result: 'not_measured', message });
    }
  }
  for (const [requirement, outcome] of outcomes) {
    if (outcome.result === 'absent') outcomes.set(requirement, { ...outcome, result: 'wrong' });
  }
}

/** Told wrongly by all of several: it was stored wrongly, and they tell what is there. */
function blameForValues(outcomes: Map<string, Outcome>, { requirement, views }: CreatedRecord): void {
  const creator = outcomes.get(requirement);
  const isStoredWrongly = views.length > 1 && views.every(({ difference }) => difference !== null);
  if (creator?.result !== 'works' || !isStoredWrongly) return;
  const message = `It did not store what was sent: ${views[0]!.difference}.`;
  outcomes.set(requirement, { ...creator, result: 'wrong', message });
  for (const view of views) {
    outcomes.set(view.requirement, { ...outcomes.get(view.requirement)!, result: 'works', message: null });
  }
}
