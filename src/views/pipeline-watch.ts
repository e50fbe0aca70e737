import { Coalesced } from './coalesced.ts';
import { Emitter } from '../engine/domain/event.ts';
import { DisposableStore } from '../engine/domain/disposable.ts';
import type { Disposable } from '../engine/domain/disposable.ts';
import type { Engine } from '../engine/engine-api.ts';
import type { PipelineRecord } from '../engine/domain/records.ts';
import type { EngineSession } from './engine-session.ts';

export interface PipelineUpdate {
  /** As it was when last seen; null: not seen before. */
  before: PipelineRecord | null;
  after: PipelineRecord;
}

/** Keeps the pipelines' records for what shows sums of them: badge, status bar, notices. */
export class PipelineWatch implements Disposable {
  readonly #records = new Map<number, PipelineRecord>();
  readonly #changed: Emitter<PipelineUpdate[]>;
  readonly #disposables = new DisposableStore();
  readonly #refresh: Coalesced;
  readonly #pending = new Set<number>();
  #engine: Engine | null = null;
  #all = false;

  readonly onDidChange;

  constructor(session: EngineSession, onError: (error: unknown) => void) {
    this.#changed = this.#disposables.add(new Emitter(onError));
    this.onDidChange = this.#changed.event;
    this.#refresh = this.#disposables.add(new Coalesced(200, () => this.#update(), onError));
    this.#disposables.add(
      session.whenOpen((engine) => {
        this.#engine = engine;
        this.#records.clear();
        this.#all = true;
        this.#refresh.request();
        this.#disposables.add(
          engine.onDidChange((change) => {
            this.#all ||= change.reset;
            for (const id of change.pipelines) this.#pending.add(id);
            this.#refresh.request();
          }),
        );
      }),
    );
  }

  /** Newest first. */
  get records(): PipelineRecord[] {
    return [...this.#records.values()].sort((a, b) => b.id - a.id);
  }

  async #update(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const all = this.#all;
    const ids = [...this.#pending];
    this.#all = false;
    this.#pending.clear();
    const found = all
      ? await engine.pipelines()
      : (await Promise.all(ids.map((id) => engine.pipeline(id)))).filter((record) => record !== null);
    const updates = found.map((after) => ({ before: this.#records.get(after.id) ?? null, after }));
    if (all) this.#records.clear();
    // One that is deleted is not found, and counts for nothing any more.
    for (const id of ids) this.#records.delete(id);
    for (const record of found) this.#records.set(record.id, record);
    if (ids.length > 0 || all) this.#changed.fire(updates);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
