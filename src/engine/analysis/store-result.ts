import type { ToolResult } from '../domain/analysis.ts';
import type { SubtaskTask, ToolRunOutcome } from '../domain/executors.ts';
import type { BlobStore } from '../store/blobs.ts';
import { finishSarif } from './finish-sarif.ts';
import { capLog } from './tool-results.ts';

/** Finishes a tool's result, stores the whole of it and sums it up. */
export async function storeResult(
  result: ToolResult,
  task: Pick<SubtaskTask, 'sourceDir' | 'manifest'>,
  blobs: BlobStore,
): Promise<ToolRunOutcome> {
  const { log, sarif, ...summary } = result;
  const finished = sarif === null ? null : await finishSarif(sarif, task);
  const whole: ToolResult = { ...summary, sarif: finished?.sarif ?? null, log: capLog(log) };
  const resultBlob = await blobs.put(JSON.stringify(whole));
  return { result: summary, findings: finished?.counts ?? null, resultBlob };
}
