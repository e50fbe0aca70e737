import type { Catalog } from './catalog/catalog.ts';
import { existingModel, unknownStack } from './domain/existing-app.ts';
import type { AppRuntime } from './domain/executors.ts';
import { services, tools, toolsOf } from './domain/tools.ts';
import type { AskedService } from './domain/tools.ts';
import type { FoundApp } from './existing-apps.ts';
import { whyNotStartable } from './generation/existing/not-startable.ts';
import { readAppFile } from './generation/existing/read-app-file.ts';

export interface AskedOfFolder {
  services: AskedService[];
  /** Why only its files are read, in a sentence; null: it is to be started, too. */
  note: string | null;
}

/**
 * What is asked of a folder without a pipeline file: all tools that read files, and those that need it running where it
 * can be started as things are. What is not asked for is no loss.
 */
export async function askedOf(
  app: FoundApp,
  catalog: Pick<Catalog, 'stacks'>,
  unable: AppRuntime['unable'],
): Promise<AskedOfFolder> {
  const reason = await whyNotStarted(app, catalog, unable);
  const asked = services.map((service): AskedService => {
    const fits = toolsOf(service).filter((name) => {
      const { appUse, ...declaration } = tools[name];
      const needsTemplate = 'needsTemplate' in declaration;
      return (reason === null || appUse === 'none') && (!needsTemplate || app.template !== null);
    });
    return { service, tools: fits };
  });
  return {
    services: asked.filter(({ tools: some }) => some.length > 0),
    note: reason === null ? null : `Only the files of ${app.name} are read, since ${reason}.`,
  };
}

async function whyNotStarted(
  { name, path: folder, files, stack: stackName }: FoundApp,
  catalog: Pick<Catalog, 'stacks'>,
  unable: AppRuntime['unable'],
): Promise<string | null> {
  const stack = catalog.stacks.get(stackName);
  if (!stack || stackName === unknownStack) return 'its stack was not recognised; --stack names one';
  const read = async (file: string) => (await readAppFile(folder, file)).toString('utf8');
  const names = files.map((file) => file.name);
  // No number yet: it is a matter of model and stack.
  const app = { model: existingModel(name), number: 1 };
  return (await whyNotStartable(names, read, stack)) ?? (await unable({ app, stack: stackName }));
}
