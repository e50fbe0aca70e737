import fc from 'fast-check';
import { errorClasses } from '../../../src/engine/domain/errors.ts';
import type { ToolRunStatus } from '../../../src/engine/domain/status.ts';
import { providers, somePlan } from './plans.ts';
import type { Plan } from './plans.ts';
import type { Outcome } from './workshop.ts';

/** What the world does to the engine. `pick` names one of those that there are then, by turns. */
export type Action =
  | { kind: 'create'; plan: Plan }
  | { kind: 'run again'; pick: number; anew: boolean }
  | { kind: 'finish'; pick: number; outcome: Outcome }
  | { kind: 'finish many'; count: number; outcome: Outcome }
  | { kind: 'pause' | 'resume' | 'cancel' | 'delete'; pick: number }
  | { kind: 'retry app' | 'retry subtask' | 'retry failed'; pick: number }
  | { kind: 'advance'; ms: number }
  | { kind: 'set wall clock'; byMs: number }
  /** The process ends abruptly in so many operations of its disk; null: now. */
  | { kind: 'crash'; operations: number | null }
  /** The next process can ask these providers' models, beside the machine's own. */
  | { kind: 'shut down'; graceMs: number; providers: string[] }
  /** Something comes to lie where an app is to go; it is taken away; damaged apps are put right. */
  | { kind: 'obstruct'; pick: number }
  | { kind: 'clear' }
  | { kind: 'repair' };

export interface Command {
  action: Action;
  /** How long the engine may go on before the next one, in steps of the event loop; null: until it rests. */
  steps: number | null;
}

const allTools = (status: ToolRunStatus): Outcome => ({ kind: 'success', tools: [status], damaged: false });

const someOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(allTools('succeeded')) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<ToolRunStatus[]>(
        ['succeeded', 'failed'],
        ['timed_out', 'succeeded'],
        ['not_available', 'skipped'],
        ['not_applicable'],
        ['not_applicable', 'failed'],
      )
      .map((tools) => ({ kind: 'success' as const, tools, damaged: false })),
  },
  { weight: 1, arbitrary: fc.constant<Outcome>({ kind: 'success', tools: ['succeeded'], damaged: true }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('error' as const),
      errorClass: fc.constantFrom(...errorClasses),
      retryAfterMs: fc.option(fc.nat(30_000), { freq: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Outcome>({ kind: 'fault' }) },
);

const pick = fc.nat(30);

function action(): fc.Arbitrary<Action> {
  const of = <A extends Action>(weight: number, arbitrary: fc.Arbitrary<A>) => ({ weight, arbitrary });
  return fc.oneof(
    of(20, fc.record({ kind: fc.constant('finish' as const), pick, outcome: someOutcome })),
    of(
      8,
      fc.record({
        kind: fc.constant('finish many' as const),
        count: fc.integer({ min: 2, max: 12 }),
        outcome: someOutcome,
      }),
    ),
    of(
      6,
      fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(100, 2_000, 15_000, 130_000) }),
    ),
    of(3, fc.record({ kind: fc.constant('create' as const), plan: somePlan })),
    of(1, fc.record({ kind: fc.constant('run again' as const), pick, anew: fc.boolean() })),
    of(2, fc.record({ kind: fc.constant('pause' as const), pick })),
    of(3, fc.record({ kind: fc.constant('resume' as const), pick })),
    of(2, fc.record({ kind: fc.constant('cancel' as const), pick })),
    of(1, fc.record({ kind: fc.constant('delete' as const), pick })),
    of(2, fc.record({ kind: fc.constant('retry app' as const), pick })),
    of(2, fc.record({ kind: fc.constant('retry subtask' as const), pick })),
    of(2, fc.record({ kind: fc.constant('retry failed' as const), pick })),
    of(
      1,
      fc.record({
        kind: fc.constant('set wall clock' as const),
        byMs: fc.constantFrom(-3_600_000, -500, 500, 3_600_000),
      }),
    ),
    of(
      2,
      fc.record({
        kind: fc.constant('crash' as const),
        operations: fc.option(fc.integer({ min: 1, max: 40 }), { freq: 4 }),
      }),
    ),
    of(
      1,
      fc.record({
        kind: fc.constant('shut down' as const),
        graceMs: fc.constantFrom(0, 3_000),
        providers: fc.oneof(fc.constant(providers), fc.subarray(providers)),
      }),
    ),
    of(2, fc.record({ kind: fc.constant('obstruct' as const), pick })),
    of(1, fc.record({ kind: fc.constant('clear' as const) })),
    of(1, fc.record({ kind: fc.constant('repair' as const) })),
  );
}

const someCommand: fc.Arbitrary<Command> = fc.record({
  action: action(),
  steps: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: fc.nat(120) }),
});

/** A few dozen of them, also before the search narrows down on what went wrong. */
export const someCommands = fc.array(someCommand, { minLength: 10, maxLength: 120, size: 'max' });

export interface Machine {
  generationWorkers: number;
  analysisWorkers: number;
  /** Of everything that is left to chance. */
  seed: number;
}

export const someMachine: fc.Arbitrary<Machine> = fc.record({
  generationWorkers: fc.integer({ min: 1, max: 4 }),
  analysisWorkers: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(2 ** 31 - 1),
});
