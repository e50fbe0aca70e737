import type { AnswerLedger } from '../domain/answers.ts';
import type { CallBudget } from '../domain/budget.ts';
import type { GenerationContext, GenerationTask } from '../domain/executors.ts';
import type { BlobStore } from '../store/blobs.ts';
import { askOnce } from './model-answers.ts';
import type { ModelAnswer, ModelRequest } from './provider.ts';
import type { ModelProviders } from './providers/model-providers.ts';

export interface AskDeps {
  blobs: BlobStore;
  answers: AnswerLedger;
  budget: CallBudget;
  providers: ModelProviders;
}

/** One of a job's calls, and what people see of it while it is under way. */
export async function askModel(
  deps: AskDeps,
  task: GenerationTask,
  context: GenerationContext,
  step: string,
  request: ModelRequest,
): Promise<ModelAnswer> {
  const { pipelineId, jobId, attemptId, model } = task;
  // What was aborted begins no other call, also when the answer before it came to its end.
  context.signal.throwIfAborted();
  context.report(doing(step, model));
  const provider = deps.providers.of(model);
  return askOnce(deps, { pipelineId, jobId, attemptId, step }, provider, request, {
    signal: context.signal,
    onWait: (waitMs) => context.report(`waiting ${Math.ceil(waitMs / 1000)} s to ask ${model}`),
    onBudget: () => context.report('waiting for what is left of the budget'),
    onPermission: () => context.report(`waiting until you allow ${model} to be asked`),
    onProgress: (progress) => context.progress({ step, ...progress }),
  });
}

function doing(step: string, model: string): string {
  if (step === 'generate') return `asking ${model}`;
  return step.includes('continue') ? `asking ${model} to go on` : `asking ${model} to repair its app`;
}
