import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog } from './catalog/catalog.ts';
import { appNameOf } from './domain/app-entry.ts';
import type { AppEntry } from './domain/app-entry.ts';
import { InputError } from './domain/errors.ts';
import type { InputProblem } from './domain/errors.ts';
import type { ExistingApp } from './domain/existing-app.ts';
import { readAppFile } from './generation/existing/read-app-file.ts';
import { recogniseStack } from './generation/existing/recognise-stack.ts';
import { isInside, scanFolder, whyNotRead } from './generation/existing/scan-folder.ts';
import type { ScannedFile } from './generation/existing/scan-folder.ts';

/** An existing app, and the files that it has now. */
export interface FoundApp extends ExistingApp {
  files: ScannedFile[];
}

/**
 * Looks for the folders of existing apps.
 * @param base absolute folder that their paths are relative to
 * @param stateDir absolute; no app is inside of it, and it is no part of any
 * @throws InputError with what is wrong with each that cannot be taken
 */
export async function findApps(
  entries: readonly AppEntry[],
  base: string,
  deps: { catalog: Pick<Catalog, 'stacks'>; stateDir: string },
): Promise<FoundApp[]> {
  const apps: FoundApp[] = [];
  const problems: InputProblem[] = [];
  for (const entry of entries) {
    const named = path.resolve(base, entry.path);
    try {
      const app = await findApp(entry, named, deps);
      const same = apps.find(({ name }) => name === app.name);
      if (same) throw InputError.of(named, sameName(app, same));
      apps.push(app);
    } catch (error) {
      if (!InputError.is(error)) throw error;
      for (const { message } of error.problems) problems.push(problemAt(entry, named, message));
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return apps;
}

async function findApp(
  entry: AppEntry,
  named: string,
  { catalog, stateDir }: { catalog: Pick<Catalog, 'stacks'>; stateDir: string },
): Promise<FoundApp> {
  const folder = await realFolder(named);
  const state = await realpath(stateDir);
  if (isInside(folder, state) || folder.split(path.sep).includes('.assay')) {
    const own = 'belongs to a state folder of Assay; name a folder with code of your own';
    throw InputError.of(folder, own);
  }
  const files = await scanFolder(folder, [state]);
  const text = async (name: string) => (await readAppFile(folder, name)).toString('utf8');
  const names = files.map(({ name }) => name);
  return {
    name: entry.name ?? appNameOf(path.basename(folder)),
    path: folder,
    stack: entry.stack ?? (await recogniseStack(names, text, catalog.stacks.values())),
    template: entry.template,
    files,
  };
}

async function realFolder(named: string): Promise<string> {
  try {
    const folder = await realpath(named);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw InputError.of(named, isMissing ? 'is not there; name the folder of an app' : whyNotRead(error));
  }
  throw InputError.of(named, 'is a file; name the folder that it lies in');
}

function sameName(app: FoundApp, other: FoundApp): string {
  if (app.path === other.path) return 'is named twice; once is enough';
  const how = `"apps": [{"path": ${JSON.stringify(app.path)}, "name": "${app.name}-2"}]`;
  return `would be called "${app.name}", as ${other.path} is; give it a name of its own in a pipeline file: ${how}`;
}

/** In a pipeline file the place is where the folder is named, so the words have to say which. */
function problemAt({ place }: AppEntry, named: string, message: string): InputProblem {
  const { file, line, column } = place;
  if (file === null) return { file: named, line: null, column: null, message };
  return { file, line, column, message: `the folder ${named} ${message}` };
}
