import type { Catalog } from './catalog/catalog.ts';
import { InputError } from './domain/errors.ts';
import type { InputProblem } from './domain/errors.ts';
import { readDefinition } from './run-source.ts';

/** What is wrong with the text of a pipeline file and the folders that it names, each at its place. */
export async function checkFile(
  deps: { catalog: Catalog; stateDir: string },
  text: string,
  file: string,
  providers: readonly string[],
): Promise<InputProblem[]> {
  await deps.catalog.refresh();
  try {
    await readDefinition(deps, deps.catalog.knownNames(providers), text, file);
    return [];
  } catch (error) {
    if (InputError.is(error)) return [...error.problems];
    throw error;
  }
}
