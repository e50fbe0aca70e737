import { AssayError } from './domain/errors.ts';
import type { Event } from './domain/event.ts';
import type { EngineChange, PipelineRecord } from './domain/records.ts';
import { isTerminal } from './domain/status.ts';
import { untilSeen } from './domain/until-seen.ts';
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
  const ofPipeline: Event<EngineChange> = (listener) =>
    engine.onDidChange((change) => {
      if (change.reset || change.pipelines.has(pipelineId)) listener(change);
    });
  try {
    return await untilSeen(ofPipeline, closed, async () => {
      const record = await engine.pipeline(pipelineId);
      if (!record) throw noPipeline(pipelineId);
      return isTerminal(record.status) || record.status === 'paused' ? record : null;
    });
  } catch (error) {
    throw closed.aborted && error === closed.reason ? engineClosed(pipelineId) : error;
  }
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
