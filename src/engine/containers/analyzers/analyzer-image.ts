import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../../domain/errors.ts';
import type { Service } from '../../domain/tools.ts';
import { programPath } from '../../processes/installation.ts';
import type { Installation } from '../../processes/installation.ts';
import type { ContextFile } from '../images/build-context.ts';
import type { ImageRecipe } from '../images/image-builder.ts';
import { contentTag } from '../images/image-tag.ts';

/** What a toolbox's Dockerfile begins with. */
export const analyzerBase = 'node:24-bookworm-slim';
const dockerfileName = 'Dockerfile';

/**
 * How a service becomes an image: its toolbox, with the analyzer program.
 * @param base in the place of `analyzerBase`
 */
export async function analyzerRecipe(
  installation: Installation,
  service: Service,
  base: string,
  labels: Readonly<Record<string, string>>,
): Promise<ImageRecipe> {
  const toolbox = await readToolbox(installation, service);
  const dockerfile = toolbox.find((file) => file.path === dockerfileName)?.content.toString('utf8');
  if (dockerfile === undefined) throw new AssayError('bug', `The toolbox of ${service} has no Dockerfile.`);
  const programs = (['analyzer', 'supervisor'] as const).map(async (name): Promise<ContextFile> => {
    return { path: `dist/${name}.cjs`, content: await readFile(programPath(installation, name)) };
  });
  const files = [
    ...(await Promise.all(programs)),
    ...toolbox
      .filter((file) => file.path !== dockerfileName)
      .map(({ path: name, content }) => ({ path: `toolboxes/${service}/${name}`, content })),
  ];
  const parts = [dockerfile, base, ...files.flatMap(({ path: name, content }) => [name, content])];
  return {
    ...{ tag: contentTag(service, parts), what: `the image of ${service}`, dockerfile, labels },
    ...{ buildArgs: { BASE: base }, network: true },
    async *files() {
      yield* files;
    },
  };
}

/** All files of the toolbox, in a fixed order. */
async function readToolbox(installation: Installation, service: Service): Promise<ContextFile[]> {
  const folder = path.join(installation.root, 'toolboxes', service);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((cause: unknown) => {
    throw new AssayError('bug', `There is no toolbox of ${service}.`, { cause });
  });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  const files = names.map(async (name) => ({
    path: name.split(path.sep).join('/'),
    content: await readFile(path.join(folder, name)),
  }));
  return Promise.all(files);
}
