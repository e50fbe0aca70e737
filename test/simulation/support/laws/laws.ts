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
import { withoutDeleted } from './deletions.ts';
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
  readonly #files = new Map<number, string>();
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
    for (const [id, { file }] of after.pipelines) this.#files.set(id, file);
    const before = withoutDeleted(this.state, after, asks);
    const moment: Moment = { before, after, asks, between: this.#between, stopping };
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
    checkBegin(work, this.state);
    const subtask = work.kind === 'subtask' ? this.state.subtasks.get(work.id)! : null;
    const tools = subtask ? (JSON.parse(subtask.tools) as string[]).length : 0;
    this.ledger.started(work, { tools, loadTest: subtask?.exclusive === 1 });
    checkWidths(running, this.ledger.isLoadTest, this.#machine, this.#planOf);
  }

  /** @param providers that the process can ask, beside the machine's own */
  rest(running: readonly Work[], providers: readonly string[], now: number): void {
    const { isLoadTest } = this.ledger;
    checkRest({
      state: this.state,
      running,
      isLoadTest,
      providers,
      machine: this.#machine,
      planOf: this.#planOf,
      now,
    });
  }

  /** What `assay verify` looks for in the database. */
  async verify(db: Reader): Promise<void> {
    const findings = new Findings();
    for (const check of invariants) await check(db, findings);
    if (findings.problems.length > 0) broken('Verify finds nothing', 'the database', findings.problems);
  }

  /** Also of what is deleted: its work may still be on its way to stop. */
  readonly #planOf = (pipelineId: number): Plan => this.#plans.get(this.#files.get(pipelineId)!)!;
}
