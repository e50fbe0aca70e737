import { exitStatus } from './exit-status.ts';
import { openExistingState } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';

/** Large pipelines have many files. What is not removed by then, the next engine on the folder removes. */
const removalMs = 60_000;

/** `assay delete PIPELINE`: asks nothing. One that is deleted already is no error. @returns the exit status */
export async function deleteCommand(pipelineId: number, options: CommonOptions): Promise<number> {
  const engine = await openExistingState(options);
  let graceMs = 0;
  try {
    await engine.delete(pipelineId);
    graceMs = removalMs;
    process.stdout.write(`Pipeline ${pipelineId} is deleted.\n`);
    return exitStatus.completed;
  } finally {
    await engine.shutdown(graceMs);
  }
}
