import { setTimeout as delay } from 'node:timers/promises';
import { DisposableStore } from '../engine/domain/disposable.ts';
import type { EngineView } from '../engine/engine-api.ts';
import { exitStatus } from './exit-status.ts';
import { onStopSignal } from './stop-signals.ts';
import { watchDisplay } from './watch-display.ts';
import type { WatchDisplay } from './watch-display.ts';

const tickMs = 1_000;

/**
 * Shows pipelines as they change, on whichever live engine has them, until it is told to stop.
 * @param pipelineId null: all
 * @returns the exit status: interrupted, as any command that Ctrl+C ends; incomplete once the pipeline is gone
 */
export async function watchPipelines(
  engine: EngineView,
  pipelineId: number | null,
  json: boolean,
): Promise<number> {
  const resources = new DisposableStore();
  const signals = resources.add(onStopSignal(() => {}));
  const display = resources.add(watchDisplay(engine, pipelineId, json));
  const outputClosed = new Promise<number>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      // Whoever read it has seen enough, as `head` does.
      error.code === 'EPIPE' ? resolve(exitStatus.completed) : reject(error);
    process.stdout.on('error', failed);
    resources.add({ dispose: () => process.stdout.off('error', failed) });
  });
  try {
    return await Promise.race([
      signals.stopped.then(() => exitStatus.interrupted),
      outputClosed,
      showAll(engine, display, resources).then(() => exitStatus.incomplete),
    ]);
  } finally {
    resources.dispose();
  }
}

/** Shows what is, then each change, some of them together. Ends when there is nothing more to show. */
async function showAll(engine: EngineView, display: WatchDisplay, resources: DisposableStore): Promise<void> {
  const ended = new AbortController();
  resources.add({ dispose: () => ended.abort() });
  let wake = () => {};
  let due = true;
  const look = () => {
    due = true;
    wake();
  };
  resources.add(engine.onDidChange(look));
  if (display.live) {
    resources.add(engine.onDidChangeActivity(look));
    const timer = setInterval(look, tickMs);
    resources.add({ dispose: () => clearInterval(timer) });
  }
  while (!ended.signal.aborted) {
    if (!due) await new Promise<void>((resolve) => (wake = resolve));
    due = false;
    if (!(await display.show())) return;
    await delay(display.intervalMs);
  }
}
