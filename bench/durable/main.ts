/** The process of one contestant. */
import type { Contestant, ContestantName } from './contestant.ts';
import { makeContestant } from './make-contestant.ts';
import { serve } from '../support/child.ts';

let current: Contestant | null = null;

const methods = {
  async make(name: ContestantName, place: string): Promise<void> {
    current = await makeContestant(name, place);
  },
  fill: (pending: number) => made().fill(pending),
  open: () => made().open(),
  singly: (count: number) => made().singly(count),
  inGroups: (groups: number, size: number) => made().inGroups(groups, size),
  work: () => made().work(),
  start: () => made().start(),
  close: () => made().close(),
};
export type ContestantMethods = typeof methods;

function made(): Contestant {
  if (!current) throw new Error('No contestant was made yet.');
  return current;
}

serve(methods);
