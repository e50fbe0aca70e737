import { AssayError } from './domain/errors.ts';
import type { PipelineRecord } from './domain/records.ts';
import { isTerminal } from './domain/status.ts';
import type { Engine } from './engine-api.ts';

/**
 * Waits until a pipeline has a final status or is paused, looking after each change of it.
 * @param closed aborted when the engine is closed
 * @throws AssayError `cancelled` when there is no such pipeline, or no more, and when the engine is closed meanwhile
 */
export async function untilSettled(
  engine: Pick<Engine, 'onDidChange' | 'pipeline'>,
  pipelineId: number,
  closed: AbortSignal,
): Promise<PipelineRecord> {
  for (;;) {
    // Listening begins before the look, so that no change falls between the two.
    const changed = nextChange(engine, pipelineId, closed);
    try {
      if (closed.aborted) throw engineClosed(pipelineId);
      const record = await engine.pipeline(pipelineId);
      if (!record) throw noPipeline(pipelineId);
      if (isTerminal(record.status) || record.status === 'paused') return record;
      await changed.promise;
    } finally {
      changed.stop();
    }
  }
}

function nextChange(engine: Pick<Engine, 'onDidChange'>, pipelineId: number, closed: AbortSignal) {
  let stop = () => {};
  const promise = new Promise<void>((resolve) => {
    const settle = () => resolve();
    const subscription = engine.onDidChange((change) => {
      if (change.reset || change.pipelines.has(pipelineId)) resolve();
    });
    closed.addEventListener('abort', settle);
    stop = () => {
      subscription.dispose();
      closed.removeEventListener('abort', settle);
    };
  });
  return { promise, stop: () => stop() };
}

function engineClosed(pipelineId: number): AssayError {
  return new AssayError('cancelled', `The engine was closed before pipeline ${pipelineId} had ended.`, {
    hint: 'What is stored stays; the same run goes on with it.',
  });
}

function noPipeline(pipelineId: number): AssayError {
  return new AssayError('cancelled', `Pipeline ${pipelineId} is not in this state folder, or no more.`, {
    hint: '`assay status` shows those that are.',
  });
}
