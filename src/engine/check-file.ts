import { InputError } from './domain/errors.ts';
import type { InputProblem } from './domain/errors.ts';
import { parsePipelineFile } from './domain/pipeline-file.ts';
import type { KnownNames } from './domain/pipeline-file.ts';

/** What is wrong with the text of a pipeline file, each at its place. */
export function checkFile(text: string, file: string, known: KnownNames): InputProblem[] {
  try {
    parsePipelineFile(text, file, known);
    return [];
  } catch (error) {
    if (InputError.is(error)) return [...error.problems];
    throw error;
  }
}
