import path from 'node:path';
import { InputError } from '../engine/domain/errors.ts';
import { followRun } from './follow-run.ts';
import type { FollowOptions } from './follow-run.ts';

export interface AnalyzeOptions extends FollowOptions {
  new?: boolean;
  stack?: string;
  template?: string;
}

/** `assay analyze FOLDER...`: existing apps. @returns the exit status */
export async function analyzeCommand(folders: readonly string[], options: AnalyzeOptions): Promise<number> {
  const { stack, template } = options;
  // As a path it would be the current folder, which nobody has named.
  if (folders.some((folder) => folder.trim() === '')) {
    throw InputError.of(
      'assay analyze',
      'a folder has an empty name; name the folder of an app, "." for this one',
    );
  }
  const apps = folders.map((folder) => ({ path: path.resolve(folder), stack, template }));
  const mode = options.new ? 'new' : 'continue';
  return followRun(options, async (engine, progress) => {
    const outcome = await engine.run({ apps, mode });
    const { pipelineId, olderUnfinished, notes } = outcome;
    for (const note of notes) progress.line(note);
    if (olderUnfinished !== null && outcome.outcome === 'created') {
      const folder = apps[0]!.path;
      progress.line(
        `${folder} is not what it was when pipeline ${olderUnfinished} began, which is unfinished and left as it is ` +
          `(assay run ${folder} --resume ${olderUnfinished} goes on with it). This is pipeline ${pipelineId}.`,
      );
    }
    return outcome;
  });
}
