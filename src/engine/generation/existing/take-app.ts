import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { AssayError, InputError } from '../../domain/errors.ts';
import type { ExistingSource, GenerationContext, GenerationOutcome } from '../../domain/executors.ts';
import { writeFiles } from '../app-folder.ts';
import { readAppFile } from './read-app-file.ts';
import { scanFolder } from './scan-folder.ts';
import type { ScannedFile } from './scan-folder.ts';

/**
 * What generation is for an existing app: its files as they are now, copied into the attempt's folder. Nothing of it is
 * run, and no model is asked.
 * @throws AssayError `misconfigured` when the folder is not there any more or cannot be taken as an app; `transient` when
 *   it changes while it is copied
 */
export async function takeApp(
  source: ExistingSource,
  workDir: string,
  { signal, report }: Pick<GenerationContext, 'signal' | 'report'>,
): Promise<GenerationOutcome> {
  report('copying the folder');
  const files = await scan(source);
  const written = await writeFiles(
    path.join(workDir, 'app'),
    files.map(({ name }) => name),
    (name) => read(source.path, name),
    signal,
  );
  const names = [...written.keys()].sort();
  return {
    // Whoever wrote them: findings in them count.
    manifest: {
      files: Object.fromEntries(names.map((name) => [name, { ...written.get(name)!, origin: 'model' }])),
    },
    groundTruthBlob: null,
    remarks: [],
  };
}

async function scan({ path: folder, without }: ExistingSource): Promise<ScannedFile[]> {
  try {
    return await scanFolder(folder, await Promise.all(without.map((other) => realpath(other))));
  } catch (error) {
    if (!InputError.is(error)) throw error;
    const problem = error.problems[0]!.message;
    throw new AssayError('misconfigured', `The folder ${folder} cannot be taken as an app: ${problem}.`, {
      hint: 'Put it right, and retry the app.',
    });
  }
}

async function read(folder: string, name: string): Promise<Buffer> {
  try {
    return await readAppFile(folder, name);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new AssayError('transient', `${name} of ${folder} could not be copied (${code}).`, { cause });
  }
}
