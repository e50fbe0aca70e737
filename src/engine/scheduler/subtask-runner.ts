import path from 'node:path';
import { z } from 'zod';
import { formatAppRef } from '../domain/app-ref.ts';
import { AssayError } from '../domain/errors.ts';
import type { ExecutionContext, SubtaskExecutor, SubtaskTask } from '../domain/executors.ts';
import type { FileManifest } from '../domain/files.ts';
import type { Log } from '../domain/log.ts';
import type { ToolName } from '../domain/tools.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';
import { completeSubtask, failSubtask } from '../store/transitions/subtasks.ts';
import type { ClaimedSubtask } from '../store/transitions/claim-subtasks.ts';
import type { Reporter } from './reporter.ts';

export interface SubtaskRunnerDeps {
  store: Store;
  blobs: BlobStore;
  analysis: SubtaskExecutor;
  reporter: Reporter;
  log: Log;
  now: () => number;
}

/** Runs one claimed subtask to the end of its attempt and records what came of it. */
export async function runSubtask(
  deps: SubtaskRunnerDeps,
  claimed: ClaimedSubtask,
  context: ExecutionContext,
): Promise<void> {
  const { subtask } = claimed;
  const label = `${formatAppRef(claimed.app)} ${subtask.service}`;
  try {
    // Stopped while it waited for its turn.
    context.signal.throwIfAborted();
    const task = await subtaskTask(deps, claimed);
    const outcome = await deps.analysis.analyze(task, context);
    context.signal.throwIfAborted();
    assertComplete(
      task.tools,
      outcome.toolRuns.map(({ result }) => result.tool),
    );
    const status = await deps.reporter.record((tx) =>
      completeSubtask(tx, claimed, outcome.toolRuns, deps.now()),
    );
    if (status !== null) deps.log.info('ANAL', subtask.pipeline_id, `${label}: ${status}.`);
  } catch (thrown) {
    const error = AssayError.from(thrown);
    const status = await deps.reporter.failed(claimed, context.signal, (tx, at) =>
      failSubtask(tx, claimed, error, at),
    );
    if (status !== null) {
      const next = status === 'pending' ? 'will be tried again' : `is ${status}`;
      deps.log.warn('ANAL', subtask.pipeline_id, `${label}: ${error.message} It ${next}.`);
    }
  }
}

async function subtaskTask(deps: SubtaskRunnerDeps, claimed: ClaimedSubtask): Promise<SubtaskTask> {
  const { subtask } = claimed;
  const { configuration } = claimed;
  return {
    pipelineId: subtask.pipeline_id,
    mainTaskId: subtask.main_task_id,
    subtaskId: subtask.id,
    attemptId: claimed.attemptId,
    service: subtask.service,
    tools: JSON.parse(subtask.tools) as ToolName[],
    app: claimed.app,
    revision: claimed.revision,
    template: claimed.template,
    stack: claimed.stack,
    sourceDir: path.join(deps.store.folder.root, ...claimed.path.split('/')),
    manifest: await readManifest(deps.blobs, claimed.manifestBlob),
    options: {
      toolTimeoutMs: configuration['analysis.toolTimeoutMs'],
      performanceDurationMs: configuration['performance.durationMs'],
      performanceConnections: configuration['performance.connections'],
      appStartTimeoutMs: configuration['apps.startTimeoutMs'],
      appRetryDelayMs: configuration['containers.retryDelayMs'],
      keepApp: configuration['containers.keepApps'],
    },
  };
}

const manifestSchema = z.object({
  files: z.record(
    z.string(),
    z.object({ sha256: z.string(), size: z.number(), origin: z.enum(['scaffold', 'model']) }),
  ),
});

export async function readManifest(blobs: BlobStore, hash: string): Promise<FileManifest> {
  return manifestSchema.parse(JSON.parse((await blobs.get(hash)).toString('utf8')));
}

/** Nothing goes missing silently: each tool of the manifest ends in exactly one tool run. */
function assertComplete(asked: readonly ToolName[], reported: readonly ToolName[]): void {
  if (asked.length === reported.length && asked.every((tool) => reported.includes(tool))) return;
  throw new AssayError(
    'bug',
    `Asked for ${asked.join(', ')}, got results of ${reported.join(', ') || 'none'}.`,
  );
}
