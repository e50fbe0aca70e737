import { judgeCall } from '../domain/budget.ts';
import type { CallBudget, PlannedCall, Reservation } from '../domain/budget.ts';
import { isLocalProvider, providerOf } from '../domain/capabilities.ts';
import { AssayError } from '../domain/errors.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import { readSpending } from '../store/queries/budgets.ts';
import { budgetUsedUp, priceUnknown } from './budget-errors.ts';
import { expectCall } from './expected-call.ts';
import type { ExpectationDeps, ExpectedCall } from './expected-call.ts';
import { Reservations } from './reservations.ts';

const nothing: Reservation = { release: () => {} };

/**
 * Holds the calls of each pipeline to its budget. What is spent is in the store; what calls under way may take is here,
 * in the memory of the one process that works on the state: after its end no call is under way.
 */
export class StoredCallBudget implements CallBudget {
  readonly #deps: ExpectationDeps;
  readonly #pipelines = new Map<number, Reservations>();

  constructor(deps: ExpectationDeps) {
    this.#deps = deps;
  }

  async reserve(call: PlannedCall, signal: AbortSignal, onWait: () => void = () => {}): Promise<Reservation> {
    if (isLocalProvider(providerOf(call.model))) return nothing;
    if (!(await this.#spending(call))) return nothing;
    try {
      const expected = await expectCall(this.#deps, call, signal);
      const reservations = this.#of(call.pipelineId);
      // In turns: nobody else reserves between the look at what is spent and the reservation.
      return await reservations.inTurn(() => this.#reserve(call, expected, reservations, signal, onWait));
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new AssayError('cancelled', `The call of ${call.model} was stopped before it began.`, {
        cause: error,
      });
    }
  }

  async #reserve(
    call: PlannedCall,
    expected: ExpectedCall,
    reservations: Reservations,
    signal: AbortSignal,
    onWait: () => void,
  ): Promise<Reservation> {
    for (let looks = 1; ; looks++) {
      signal.throwIfAborted();
      // Before the look at what is spent: what is recorded and released meanwhile counts twice rather than not at all.
      const [reserved, released] = [reservations.total(), reservations.nextRelease];
      const spending = await this.#spending(call);
      if (!spending) return nothing;
      const { limits, spent } = spending;
      if (limits.nanoUsd !== null && !expected.priced) throw priceUnknown(call);
      const judgement = judgeCall(limits, spent, reserved, expected.amount);
      if (judgement.kind === 'fits') return reservations.add(expected.amount);
      if (judgement.kind === 'over') throw budgetUsedUp(call, judgement.limit, { limits, spent, expected });
      if (looks === 1) onWait();
      await unlessAborted(released, signal);
    }
  }

  #spending({ pipelineId }: PlannedCall): ReturnType<typeof readSpending> {
    return this.#deps.store.read((db) => readSpending(db, pipelineId));
  }

  #of(pipelineId: number): Reservations {
    const known = this.#pipelines.get(pipelineId);
    if (known) return known;
    const reservations = new Reservations();
    this.#pipelines.set(pipelineId, reservations);
    return reservations;
  }
}
