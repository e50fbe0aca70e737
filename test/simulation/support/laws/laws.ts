import type { Database } from 'sql.js';
import type { Reader } from '../../../../src/engine/store/store.ts';
import { Findings } from '../../../../src/engine/store/verify/findings.ts';
import { invariants } from '../../../../src/engine/store/verify/verify-state.ts';
import type { Machine } from '../commands.ts';
import { Ledger } from '../ledger.ts';
import type { Plan } from '../plans.ts';
import { noState, readState } from '../state.ts';
import type { State } from '../state.ts';
import type { Work } from '../workshop.ts';
import { checkAttempts } from './attempts.ts';
import { CrashLoops } from './crash-loops.ts';
import { checkFinalStatuses } from './final-status.ts';
import { checkLifecycles } from './lifecycles.ts';
import { broken } from './moment.ts';
import type { Ask, Moment } from './moment.ts';
import { checkNames } from './names.ts';
import { checkRest } from './rest.ts';
import { checkMainTasks, checkResults } from './results.ts';
import { checkBegin, checkWidths } from './widths.ts';

/** Everything that must hold, over all processes of one world. */
export class Laws {
  state: State = noState;
  stopping = false;
  readonly ledger = new Ledger();
  readonly #machine: Machine;
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #crashLoops = new CrashLoops();
  #between: Moment['between'] = 'nothing';

  constructor(machine: Machine, plans: ReadonlyMap<string, Plan>) {
    this.#machine = machine;
    this.#plans = plans;
  }

  /** Another process has begun. */
  between(end: Moment['between']): void {
    this.#between = end;
  }

  /** Whether the next state is the first that a process sees. */
  get isFirst(): boolean {
    return this.#between !== 'nothing';
  }

  /** A durable state, the next after the last one. */
  observe(database: Database, asks: readonly Ask[]): void {
    const after = readState(database);
    const { stopping } = this;
    const moment: Moment = { before: this.state, after, asks, between: this.#between, stopping };
    if (this.#between !== 'nothing') this.stopping = false;
    if (this.#between === 'an end') {
      const left = [...moment.before.attempts.values()].find(({ status }) => status === 'running');
      if (left) broken('An orderly end leaves nothing running', `attempt ${left.id}`, left);
    }
    this.state = after;
    this.#between = 'nothing';
    checkLifecycles(moment);
    checkAttempts(moment);
    checkResults(moment);
    checkMainTasks(moment, (id) => this.#planOf(id).services.map(({ service }) => service));
    checkNames(moment);
    this.#crashLoops.check(moment);
    this.ledger.checkAttempts(after);
    checkFinalStatuses(after, this.ledger, (id) => this.#planOf(id).services.length > 0);
  }

  /** A piece of work begins, beside what runs. */
  begin(work: Work, running: readonly Work[]): void {
    this.ledger.started(work);
    checkBegin(work, this.state);
    checkWidths(running, this.state, this.#machine, this.#planOf);
  }

  /** @param providers that the process can ask, beside the machine's own */
  rest(running: readonly Work[], providers: readonly string[], now: number): void {
    checkRest({ state: this.state, running, providers, machine: this.#machine, planOf: this.#planOf, now });
  }

  /** What `assay verify` looks for in the database. */
  async verify(db: Reader): Promise<void> {
    const findings = new Findings();
    for (const check of invariants) await check(db, findings);
    if (findings.problems.length > 0) broken('Verify finds nothing', 'the database', findings.problems);
  }

  /** How many tools a piece of work has to report. */
  toolsOf(work: Work): number {
    if (work.kind === 'job') return 0;
    const { service } = this.state.subtasks.get(work.id)!;
    return this.#planOf(work.pipelineId).services.find((entry) => entry.service === service)!.tools.length;
  }

  readonly #planOf = (pipelineId: number): Plan =>
    this.#plans.get(this.state.pipelines.get(pipelineId)!.file)!;
}
