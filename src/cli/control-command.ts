import { InputError } from '../engine/domain/errors.ts';
import type { PipelineRecord } from '../engine/domain/records.ts';
import { parseAppRef } from '../engine/domain/app-ref.ts';
import type { RetryTarget } from '../engine/domain/retry-target.ts';
import { isTerminal } from '../engine/domain/status.ts';
import type { Engine } from '../engine/engine-api.ts';
import { exitStatus } from './exit-status.ts';
import { withState } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';

/** `assay pause|resume|cancel PIPELINE`: changes what the next `assay run` or the editor goes on with. */
export async function controlCommand(
  verb: 'pause' | 'resume' | 'cancel',
  pipelineId: number,
  options: CommonOptions,
): Promise<number> {
  return withPipeline(pipelineId, options, async (engine) => {
    await engine[verb](pipelineId);
    const pipeline = (await engine.pipeline(pipelineId))!;
    const next = verb === 'resume' ? howToGoOn(pipeline) : '';
    process.stdout.write(`Pipeline ${pipelineId} is ${pipeline.status}.${next}\n`);
  });
}

/** These commands change what will be done; doing it is `run`'s part, or the editor's. */
function howToGoOn(pipeline: PipelineRecord): string {
  if (isTerminal(pipeline.status))
    return ` It has ended; \`assay retry ${pipeline.id}\` tries again what failed.`;
  return ` \`assay run ${pipeline.file} --resume ${pipeline.id}\` goes on with it.`;
}

export interface RetryOptions extends CommonOptions {
  app?: string;
  subtask?: number;
  failed?: boolean;
  maxCostUsd?: number;
  maxTokens?: number;
}

/** `assay retry PIPELINE [--app MODEL:N | --subtask ID | --failed]`. */
export async function retryCommand(pipelineId: number, options: RetryOptions): Promise<number> {
  return withPipeline(pipelineId, options, async (engine) => {
    const target = await retryTarget(engine, pipelineId, options);
    const { maxCostUsd, maxTokens } = options;
    if (maxCostUsd !== undefined) await engine.setBudget(pipelineId, { maxCostUsd });
    if (maxTokens !== undefined) await engine.setBudget(pipelineId, { maxTokens });
    const retried = await engine.retry(target);
    const next = retried > 0 ? howToGoOn((await engine.pipeline(pipelineId))!) : '';
    process.stdout.write(`${retried} will be tried again.${next}\n`);
  });
}

async function retryTarget(engine: Engine, pipelineId: number, options: RetryOptions): Promise<RetryTarget> {
  const named = [options.app, options.subtask, options.failed].filter((value) => value !== undefined);
  if (named.length > 1) throw InputError.of('--app, --subtask, --failed', 'say one of them');
  if (options.subtask !== undefined) {
    const subtask = await engine.subtask(options.subtask);
    if (subtask?.pipelineId !== pipelineId) {
      throw InputError.of('--subtask', `pipeline ${pipelineId} has no subtask ${options.subtask}`);
    }
    return { kind: 'subtask', subtaskId: subtask.id };
  }
  if (options.app !== undefined) {
    if (!parseAppRef(options.app)) throw InputError.of('--app', `"${options.app}" is not model:number`);
    const pipeline = await engine.pipeline(pipelineId);
    const apps = await engine.apps(pipelineId, { offset: 0, limit: pipeline!.generation.total });
    const app = apps.find((candidate) => candidate.app === options.app);
    if (!app) throw InputError.of('--app', `pipeline ${pipelineId} has no app ${options.app}`);
    return { kind: 'app', jobId: app.jobId };
  }
  return { kind: 'failed', pipelineId };
}

async function withPipeline(
  pipelineId: number,
  options: CommonOptions,
  run: (engine: Engine) => Promise<void>,
): Promise<number> {
  return withState(options, 'none', async (engine) => {
    if (!(await engine.pipeline(pipelineId))) {
      throw InputError.of(String(pipelineId), 'there is no such pipeline in this state folder');
    }
    await run(engine);
    return exitStatus.completed;
  });
}
