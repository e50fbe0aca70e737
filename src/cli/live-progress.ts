import { createLogUpdate } from 'log-update';
import { DisposableStore } from '../engine/domain/disposable.ts';
import type { Engine } from '../engine/engine-api.ts';
import { progressFrame, progressLine } from './progress-frame.ts';

const frameIntervalMs = 250;

/** Shows a running pipeline on stderr: a live picture on a terminal, a line per step elsewhere. */
export class LiveProgress {
  readonly #terminal = process.stderr.isTTY;
  readonly #draw = createLogUpdate(process.stderr);
  #engine: Engine | null = null;
  #pipelineId = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #subscriptions = new DisposableStore();
  #lastLine = '';
  readonly #steps = new Set<string>();

  start(engine: Engine, pipelineId: number): void {
    this.#engine = engine;
    this.#pipelineId = pipelineId;
    if (this.#terminal) {
      this.#timer = setInterval(() => void this.#show(), frameIntervalMs);
    } else {
      this.#subscriptions.add(engine.onDidChange(() => void this.#show()));
      this.#subscriptions.add(engine.onDidChangeActivity(() => this.#showNewSteps()));
    }
    void this.#show();
  }

  /** A log line above the picture. */
  line(text: string): void {
    if (this.#terminal) this.#draw.clear();
    process.stderr.write(`${text}\n`);
  }

  async #show(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const pipeline = await engine.pipeline(this.#pipelineId).catch(() => null);
    if (!pipeline || !this.#engine) return;
    if (this.#terminal) {
      this.#draw(progressFrame(pipeline, engine.activities(), Date.now(), process.stderr.columns));
    } else {
      const line = progressLine(pipeline);
      if (line !== this.#lastLine) process.stderr.write(`${line}\n`);
      this.#lastLine = line;
    }
  }

  /** Without a live picture, each kind of step is told when it first comes: some take minutes on a first run. */
  #showNewSteps(): void {
    for (const { app, part, step } of this.#engine?.activities() ?? []) {
      if (this.#steps.has(step)) continue;
      this.#steps.add(step);
      process.stderr.write(`${app} ${part}: ${step}\n`);
    }
  }

  stop(): void {
    this.#engine = null;
    if (this.#timer) clearInterval(this.#timer);
    this.#subscriptions.dispose();
    if (this.#terminal) this.#draw.clear();
  }
}
