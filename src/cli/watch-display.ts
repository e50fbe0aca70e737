import { createLogUpdate } from 'log-update';
import type { Disposable } from '../engine/domain/disposable.ts';
import type { PipelineRecord } from '../engine/domain/records.ts';
import { isTerminal } from '../engine/domain/status.ts';
import type { EngineView } from '../engine/engine-api.ts';
import { progressFrame, progressLine } from './progress-frame.ts';

/** How `status --watch` shows what there is. */
export interface WatchDisplay extends Disposable {
  /** Shows what the steps and seconds of running work are, too. */
  readonly live: boolean;
  /** Not more often than that. */
  readonly intervalMs: number;
  /** @returns false when the pipeline that was asked for is gone */
  show(): Promise<boolean>;
}

/** A picture in place on a terminal, elsewhere a line for each change; as JSON, the whole status for each change. */
export function watchDisplay(engine: EngineView, pipelineId: number | null, json: boolean): WatchDisplay {
  if (json) return documentLines(engine, pipelineId);
  return process.stdout.isTTY ? picture(engine, pipelineId) : changedLines(engine, pipelineId);
}

function documentLines(engine: EngineView, pipelineId: number | null): WatchDisplay {
  let last = '';
  return {
    live: false,
    intervalMs: 250,
    show: async () => {
      const document = await engine.status(pipelineId);
      const line = JSON.stringify(document);
      if (line !== last) process.stdout.write(`${line}\n`);
      last = line;
      return pipelineId === null || document.pipelines.length > 0;
    },
    dispose: () => {},
  };
}

function changedLines(engine: EngineView, pipelineId: number | null): WatchDisplay {
  const choose = chooser(engine, pipelineId);
  const last = new Map<number, string>();
  return {
    live: false,
    intervalMs: 100,
    show: async () => {
      const pipelines = await choose();
      for (const pipeline of pipelines) {
        const { id, name, status, message } = pipeline;
        const more = message === null ? '' : `. ${message}`;
        const line = `${name} pipeline ${id} is ${status}: ${progressLine(pipeline)}${more}`;
        if (last.get(id) !== line) process.stdout.write(`${line}\n`);
        last.set(id, line);
      }
      return goesOn(pipelines, pipelineId);
    },
    dispose: () => {},
  };
}

function picture(engine: EngineView, pipelineId: number | null): WatchDisplay {
  const choose = chooser(engine, pipelineId);
  const draw = createLogUpdate(process.stdout);
  return {
    live: true,
    intervalMs: 100,
    show: async () => {
      const pipelines = await choose();
      const frames = pipelines.map((pipeline) =>
        progressFrame(
          pipeline,
          engine.activities(),
          pipeline.finishedAt ?? Date.now(),
          process.stdout.columns,
        ),
      );
      draw(frames.length > 0 ? frames.join('\n\n') : 'No pipeline has run in this state folder yet.');
      return goesOn(pipelines, pipelineId);
    },
    // What was shown last stays.
    dispose: () => draw.done(),
  };
}

function goesOn(pipelines: readonly PipelineRecord[], pipelineId: number | null): boolean {
  if (pipelineId === null || pipelines.length > 0) return true;
  process.stderr.write(`Pipeline ${pipelineId} is gone.\n`);
  return false;
}

/** The pipeline that was asked for; of all, those that are not finished or were not when the watch began, else the last. */
function chooser(engine: EngineView, pipelineId: number | null): () => Promise<PipelineRecord[]> {
  const followed = new Set<number>();
  return async () => {
    if (pipelineId !== null) {
      const pipeline = await engine.pipeline(pipelineId);
      return pipeline ? [pipeline] : [];
    }
    const all = await engine.pipelines();
    for (const { id, status } of all) if (!isTerminal(status)) followed.add(id);
    const chosen = all.filter(({ id }) => followed.has(id));
    return chosen.length > 0 ? chosen : all.slice(0, 1);
  };
}
