import type { Activity } from '../engine/domain/records.ts';

/** What runs now, by row. */
export class RunningSteps {
  readonly #steps: ReadonlyMap<string, Activity>;

  constructor(activities: readonly Activity[]) {
    this.#steps = new Map(activities.map((activity) => [`${activity.kind}/${activity.id}`, activity]));
  }

  ofJob(id: number): string | null {
    return this.#steps.get(`job/${id}`)?.step ?? null;
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

  /** Keys, as in `subtask/7`, of rows whose step is not what it was. */
  changedSince(before: RunningSteps): Set<string> {
    const changed = new Set<string>();
    for (const [key, { step }] of this.#steps) if (before.#steps.get(key)?.step !== step) changed.add(key);
    for (const key of before.#steps.keys()) if (!this.#steps.has(key)) changed.add(key);
    return changed;
  }
}
