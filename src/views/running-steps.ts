import { livePhrase } from './usage-phrase.ts';
import type { RunningApp } from '../engine/domain/running-app.ts';
import type { Activity } from '../engine/domain/records.ts';

/** What runs now, by row. */
export class RunningSteps {
  readonly #steps: ReadonlyMap<string, Activity>;
  readonly #apps: ReadonlyMap<number, RunningApp>;

  /** @param apps that people have started */
  constructor(activities: readonly Activity[], apps: readonly RunningApp[] = []) {
    this.#apps = new Map(apps.map((app) => [app.jobId, app]));
    this.#steps = new Map(activities.map((activity) => [`${activity.kind}/${activity.id}`, activity]));
  }

  /** The app of a job as people run it; null: it was not started. */
  appOf(jobId: number): RunningApp | null {
    return this.#apps.get(jobId) ?? null;
  }

  ofJob(id: number): string | null {
    return this.#steps.get(`job/${id}`)?.step ?? null;
  }

  /** How much the model has written so far; null: nothing yet. */
  tokensOfJob(id: number): string | null {
    const activity = this.#steps.get(`job/${id}`);
    return activity ? livePhrase(activity) : null;
  }

  ofSubtask(id: number): string | null {
    return this.#steps.get(`subtask/${id}`)?.step ?? null;
  }

  /** Of any subtask of the job's app. */
  ofApp(jobId: number): string | null {
    for (const { kind, jobId: of, part, step } of this.#steps.values()) {
      if (kind === 'subtask' && of === jobId) return `${part}: ${step}`;
    }
    return null;
  }

  /** The subtask's step when it is this tool that runs: steps name the tool. */
  ofTool(subtaskId: number, tool: string): string | null {
    const step = this.ofSubtask(subtaskId);
    return step?.includes(tool) ? step : null;
  }

  /** Keys, as in `subtask/7`, of rows whose step or tokens are not what they were. */
  changedSince(before: RunningSteps): Set<string> {
    const changed = new Set<string>();
    for (const [key, { step, outputTokens }] of this.#steps) {
      const known = before.#steps.get(key);
      if (known?.step !== step || known.outputTokens !== outputTokens) changed.add(key);
    }
    for (const key of before.#steps.keys()) if (!this.#steps.has(key)) changed.add(key);
    for (const id of new Set([...this.#apps.keys(), ...before.#apps.keys()])) {
      const [now, known] = [this.#apps.get(id), before.#apps.get(id)];
      if (now?.status !== known?.status || now?.url !== known?.url) changed.add(`job/${id}`);
    }
    return changed;
  }
}
