import type { Outcomes } from './outcomes.ts';

/**
 * Decides whose fault it is that a created record was not found or told otherwise. Seen by nobody: it was
 * never stored, and those who asked for it are not to blame. Seen by somebody: those who did not see it are.
 * Told wrongly by all of several: it was stored wrongly, and they tell what is there.
 */
export function settleBlame(outcomes: Outcomes): void {
  for (const creator of new Set(outcomes.sightings.map((sighting) => sighting.creator))) {
    const sightings = outcomes.sightings.filter((sighting) => sighting.creator === creator);
    if (sightings.some(({ isSeen }) => isSeen)) blameForValues(outcomes, creator);
    else blameForAbsence(outcomes, creator);
  }
}

function blameForAbsence(outcomes: Outcomes, creator: string): void {
  const { evidence, result } = outcomes.get(creator);
  if (result === 'works') {
    const message = 'It was answered with success, but what it created is nowhere to be found.';
    outcomes.replace(creator, { result: 'wrong', message, evidence });
  }
  blameless(outcomes, creator, `What ${creator} said it had created was not there to ask for.`);
}

/** Those who did not see what was created have only that to be blamed for, and are not. */
function blameless(outcomes: Outcomes, creator: string, message: string): void {
  for (const observer of observersOf(outcomes, creator)) {
    const outcome = outcomes.get(observer);
    if (outcome.result === 'absent')
      outcomes.replace(observer, { ...outcome, result: 'not_measured', message });
  }
}

function blameForValues(outcomes: Outcomes, creator: string): void {
  const observers = observersOf(outcomes, creator);
  const told = (observer: string) =>
    outcomes.sightings
      .filter((sighting) => sighting.creator === creator && sighting.observer === observer && sighting.isSeen)
      .map(({ difference }) => difference)
      .filter((difference) => difference !== undefined);
  const tellers = observers.filter((observer) => told(observer).length > 0);
  const differenceFor = (observer: string) => told(observer).find((difference) => difference !== null);
  if (tellers.length < 2 || tellers.some((observer) => differenceFor(observer) === undefined)) return;
  const outcome = outcomes.get(creator);
  if (outcome.result === 'works') {
    const message = `It did not store what was sent: ${differenceFor(tellers[0]!)}.`;
    outcomes.replace(creator, { ...outcome, result: 'wrong', message });
  }
  for (const observer of tellers) {
    const before = outcomes.get(observer);
    if (before.result !== 'differs') continue;
    outcomes.replace(observer, { ...before, result: 'works', message: null });
  }
  // A search for what was sent cannot find what was stored.
  blameless(outcomes, creator, `${creator} did not store what was sent, so it could not be looked for.`);
}

function observersOf(outcomes: Outcomes, creator: string): string[] {
  return [
    ...new Set(
      outcomes.sightings.filter((sighting) => sighting.creator === creator).map(({ observer }) => observer),
    ),
  ];
}
