import { AssayError } from './domain/errors.ts';
import type { PipelineRecord } from './domain/records.ts';
import { isTerminal } from './domain/status.ts';
import type { Engine } from './engine-api.ts';

/** Waits until a pipeline has a final status or is paused, looking after each change of it. */
export async function untilSettled(
  engine: Pick<Engine, 'onDidChange' | 'pipeline'>,
  pipelineId: number,
): Promise<PipelineRecord> {
  for (;;) {
    // Listening begins before the look, so that no change falls between the two.
    const changed = nextChange(engine, pipelineId);
    const record = await engine.pipeline(pipelineId);
    if (!record) throw new AssayError('bug', `There is no pipeline ${pipelineId} in this state folder.`);
    if (isTerminal(record.status) || record.status === 'paused') {
      changed.stop();
      return record;
    }
    await changed.promise;
  }
}

function nextChange(engine: Pick<Engine, 'onDidChange'>, pipelineId: number) {
  let stop = () => {};
  const promise = new Promise<void>((resolve) => {
    const subscription = engine.onDidChange((change) => {
      if (!change.reset && !change.pipelines.has(pipelineId)) return;
      subscription.dispose();
      resolve();
    });
    stop = () => subscription.dispose();
  });
  return { promise, stop: () => stop() };
}
