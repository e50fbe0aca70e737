import path from 'node:path';
import { InputError } from '../engine/domain/errors.ts';
import type { RunRequest } from '../engine/engine-api.ts';
import { confirmRun } from './confirm-run.ts';
import { followRun } from './follow-run.ts';
import type { Begin, Begun, FollowOptions } from './follow-run.ts';

export interface RunOptions extends FollowOptions {
  new?: boolean;
  resume?: number;
  yes?: boolean;
}

/** `assay run FILE`. @returns the exit status */
export async function runCommand(file: string, options: RunOptions): Promise<number> {
  if (options.new && options.resume !== undefined) {
    throw InputError.of('--new, --resume', 'say one of the two');
  }
  return followRun(options, (...given) => begin(path.resolve(file), options, ...given));
}

async function begin(
  file: string,
  options: RunOptions,
  ...[engine, progress, stopped]: Parameters<Begin>
): Promise<Begun | null> {
  if (options.resume !== undefined) {
    const pipeline = await engine.pipeline(options.resume);
    if (!pipeline)
      throw InputError.of('--resume', `there is no pipeline ${options.resume} in this state folder`);
    await engine.resume(pipeline.id);
    return { pipelineId: pipeline.id, outcome: pipeline.finishedAt === null ? 'resumed' : 'finished' };
  }
  const request: RunRequest = { file, mode: options.new ? 'new' : 'continue' };
  const say = (line: string) => progress.line(line);
  if (!(await confirmRun(engine, request, { yes: options.yes ?? false, say, stopped }))) return null;
  const outcome = await engine.run(request);
  if (outcome.olderUnfinished !== null && outcome.outcome === 'created') {
    progress.line(
      `${file} was edited since pipeline ${outcome.olderUnfinished} began, which is unfinished and left as it is ` +
        `(--resume ${outcome.olderUnfinished} goes on with it). This is pipeline ${outcome.pipelineId}.`,
    );
  }
  return outcome;
}
