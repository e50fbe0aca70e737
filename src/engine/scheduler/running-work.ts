import type { Clock } from '../domain/clock.ts';
import type { Disposable } from '../domain/disposable.ts';
import { Emitter } from '../domain/event.ts';
import type { GenerationContext } from '../domain/executors.ts';
import type { Activity, LiveAnswer } from '../domain/records.ts';
import type { AttemptClaim } from '../store/transitions/attempts.ts';
import { LiveText } from './live-text.ts';

interface Entry {
  claim: AttemptClaim;
  activity: Activity;
  demands: Demands;
  controller: AbortController;
  ended: PromiseWithResolvers<void>;
  /** null: no model writes. */
  writing: { step: string; text: LiveText } | null;
  /** It has given its place to others while it waits. */
  aside: boolean;
}

/** What an attempt asks of the machine. */
export interface Demands {
  /** Uses this machine's processors, rather than wait for a provider. */
  local: boolean;
  /** Whose model it asks; null: none. */
  provider: string | null;
  /** Has the machine to itself. */
  exclusive: boolean;
}

export interface StoppingWork {
  kind: Activity['kind'];
  pipelineId: number;
  demands: Demands;
}

/** Why the engine stops running work. */
export type StopReason = 'cancelled' | 'shutdown';

const noticeIntervalMs = 100;

/** The attempts that this process has claimed and not ended: what they do now, and how to stop them. */
export class RunningWork {
  readonly #entries = new Map<number, Entry>();
  readonly #emitter: Emitter<void>;
  readonly #clock: Clock;
  #notice: Disposable | null = null;

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#emitter = new Emitter(onError);
  }

  get onDidChange(): Emitter<void>['event'] {
    return this.#emitter.event;
  }

  activities(): Activity[] {
    return [...this.#entries.values()].map(({ activity }) => ({ ...activity }));
  }

  /** What a model is writing for the job. */
  liveAnswer(jobId: number): LiveAnswer | null {
    for (const { claim, activity, writing } of this.#entries.values()) {
      if (activity.kind !== 'job' || activity.id !== jobId || writing === null) continue;
      const { text, omitted } = writing.text.read();
      return {
        ...{ attemptId: claim.attemptId, step: writing.step, text, omitted },
        ...{ outputTokens: activity.outputTokens ?? 0, estimated: activity.tokensEstimated },
      };
    }
    return null;
  }

  claims(): AttemptClaim[] {
    return [...this.#entries.values()].map(({ claim }) => claim);
  }

  /** What was told to stop and has not yet: its row no longer says that it runs, and the machine still has it. */
  stopping(): StoppingWork[] {
    return [...this.#entries.values()]
      .filter(({ controller }) => controller.signal.aborted)
      .map(({ activity: { kind, pipelineId }, demands }) => ({ kind, pipelineId, demands }));
  }

  /** The app whose attempt has the machine to itself; null: none has. */
  heldBy(): string | null {
    return [...this.#entries.values()].find(({ demands }) => demands.exclusive)?.activity.app ?? null;
  }

  setAside(attemptId: number, aside: boolean): void {
    const entry = this.#entries.get(attemptId);
    if (entry) entry.aside = aside;
  }

  /** Subtasks that have given their places to others while they wait: how many of each pipeline. */
  aside(): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const { activity, aside, controller } of this.#entries.values()) {
      if (!aside || controller.signal.aborted) continue;
      counts.set(activity.pipelineId, (counts.get(activity.pipelineId) ?? 0) + 1);
    }
    return counts;
  }

  /** To be called as soon as the attempt is claimed, so that nothing claimed is out of reach. */
  begin(claim: AttemptClaim, activity: Activity, demands: Demands): GenerationContext {
    const entry: Entry = {
      claim,
      activity,
      demands,
      controller: new AbortController(),
      ended: Promise.withResolvers(),
      writing: null,
      aside: false,
    };
    this.#entries.set(claim.attemptId, entry);
    this.#changed();
    return {
      signal: entry.controller.signal,
      report: (step) => {
        entry.activity.step = step;
        // What begins now, no model writes yet.
        entry.writing = null;
        entry.activity.outputTokens = null;
        entry.activity.tokensEstimated = false;
        this.#changed();
      },
      progress: ({ step, outputTokens, estimated, textDelta }) => {
        if (entry.writing?.step !== step) entry.writing = { step, text: new LiveText() };
        entry.writing.text.add(textDelta);
        entry.activity.outputTokens = outputTokens;
        entry.activity.tokensEstimated = estimated;
        this.#changed();
      },
    };
  }

  end(attemptId: number): void {
    this.#entries.get(attemptId)?.ended.resolve();
    this.#entries.delete(attemptId);
    this.#changed();
  }

  stop(attemptIds: Iterable<number>, reason: StopReason): void {
    for (const id of attemptIds) this.#entries.get(id)?.controller.abort(reason);
  }

  /** The pipelines that something runs for. */
  pipelines(): Set<number> {
    return new Set([...this.#entries.values()].map(({ activity }) => activity.pipelineId));
  }

  /** Stops what runs for these pipelines, and resolves once nothing does any more. */
  async endAll(pipelines: ReadonlySet<number>): Promise<void> {
    const entries = [...this.#entries.values()].filter(({ activity }) => pipelines.has(activity.pipelineId));
    for (const { controller } of entries) controller.abort('cancelled' satisfies StopReason);
    await Promise.all(entries.map(({ ended }) => ended.promise));
  }

  // Steps can come by the hundred; people read a few a second.
  #changed(): void {
    this.#notice ??= this.#clock.setTimer(() => {
      this.#notice = null;
      this.#emitter.fire();
    }, noticeIntervalMs);
  }

  dispose(): void {
    this.#notice?.dispose();
    this.#emitter.dispose();
  }
}
