import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readJson } from '../../catalog/read-json.ts';
import type { InstalledStack } from '../../catalog/catalog.ts';
import { manifestNames, readVerified } from '../../processes/private-copy.ts';
import { InputError } from '../../domain/errors.ts';
import type { FileManifest } from '../../domain/files.ts';
import { isPlainName } from '../../processes/plain-name.ts';
import type { Bundle } from '../bundles/bundle.ts';
import type { ContextFile } from '../images/build-context.ts';
import type { ImageRecipe } from '../images/image-builder.ts';
import { contentTag } from '../images/image-tag.ts';
import { appFolder } from './app-container.ts';

const ownDockerfile = 'Dockerfile';

const plainName = z.string().refine(isPlainName, 'has to be the name of something in the app');

/** How apps of a stack become images: `docker/images.json` in the stack's folder. */
const stackImagesSchema = z.strictObject({
  /** Build argument → image; the setting `containers.baseImages` may name another one. */
  baseImages: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string().min(1)),
  /** Files of the scaffold that the dependencies are made of. */
  dependencies: z.array(z.string()),
  /** The port the app listens on. */
  port: z.int().min(1).max(65_535),
  /** As whom it runs, numbers: never root. */
  user: z.string().regex(/^[1-9]\d*:[1-9]\d*$/),
  /** Whether an app's own `Dockerfile` is built by; left out: it is a file like any other. */
  allowsDockerfile: z.boolean().default(false),
  /** What is run to build an app, as a front end's bundler; left out: nothing. */
  bundle: z
    .strictObject({
      command: z.array(z.string().min(1)).min(1),
      folder: plainName,
      output: plainName,
      temporary: z.array(plainName).default([]),
    } satisfies Record<keyof Bundle, unknown>)
    .optional(),
});

export interface StackImages extends z.infer<typeof stackImagesSchema> {
  dependenciesDockerfile: string;
  appDockerfile: string;
}

/** @throws InputError when the stack's folder has not what an image needs */
export async function readStackImages(stack: InstalledStack): Promise<StackImages> {
  const folder = path.join(stack.dir, 'docker');
  const appFile = path.join(folder, 'app.Dockerfile');
  const appDockerfile = await readFile(appFile, 'utf8');
  if (/^\s*RUN\b/im.test(appDockerfile)) {
    const message =
      'has a RUN step, which nothing would wall in: say in images.json what to run, as "bundle"';
    throw InputError.of(appFile, message);
  }
  return {
    ...(await readJson(path.join(folder, 'images.json'), stackImagesSchema)),
    dependenciesDockerfile: await readFile(path.join(folder, 'dependencies.Dockerfile'), 'utf8'),
    appDockerfile,
  };
}

/**
 * What every app of the stack has in common, fetched once.
 * @param buildArgs the base images, as `BaseImages` has them
 */
export async function dependenciesRecipe(
  stack: InstalledStack,
  images: StackImages,
  buildArgs: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): Promise<ImageRecipe> {
  const contents = images.dependencies.map(async (name): Promise<ContextFile> => {
    return { path: name, content: await readFile(path.join(stack.dir, 'scaffold', name)) };
  });
  const files = await Promise.all(contents);
  const parts = [images.dependenciesDockerfile, JSON.stringify(buildArgs), ...files.flatMap(flat)];
  return {
    ...{ tag: contentTag(`${stack.name}-dependencies`, parts), what: `the dependencies of ${stack.name}` },
    ...{ dockerfile: images.dependenciesDockerfile, buildArgs, network: true, labels },
    async *files() {
      yield* files;
    },
  };
}

/** Whether the app brings a Dockerfile that counts for nothing. */
export function hasIgnoredDockerfile({ files }: FileManifest, { allowsDockerfile }: StackImages): boolean {
  return !allowsDockerfile && ownDockerfile in files;
}

/**
 * One app on its dependencies. Its files are read as they are packed, each checked against its hash.
 * @param app its name, for people
 */
export async function appRecipe(
  app: string,
  { manifest, sourceDir }: { manifest: FileManifest; sourceDir: string },
  stack: InstalledStack,
  images: StackImages,
  dependencies: string,
  labels: Readonly<Record<string, string>>,
): Promise<ImageRecipe> {
  const isOwn = images.allowsDockerfile && ownDockerfile in manifest.files;
  const bundle = isOwn ? undefined : images.bundle;
  const names = manifestNames(app, manifest)
    .filter((name) => !bundle || !isMadeBy(bundle, name))
    .sort();
  const hashes = names.flatMap((name) => [name, manifest.files[name]!.sha256]);
  const dockerfile = isOwn
    ? (await readVerified(app, manifest, sourceDir, ownDockerfile)).toString('utf8')
    : images.appDockerfile;
  const parts = [dockerfile, dependencies, ...(bundle ? [JSON.stringify(bundle)] : []), ...hashes];
  return {
    ...{ tag: contentTag(stack.name, parts), what: app },
    ...{ dockerfile, buildArgs: { DEPENDENCIES: dependencies }, network: false, labels },
    ...(bundle ? { bundle: { ...bundle, image: dependencies, root: appFolder, user: images.user } } : {}),
    async *files() {
      for (const name of names) {
        yield { path: name, content: await readVerified(app, manifest, sourceDir, name) };
      }
    },
  };
}

/** Whether an app's file has its place where its bundle writes: it would have made it itself. */
function isMadeBy({ folder, output, temporary }: Bundle, name: string): boolean {
  return [output, ...temporary].some((each) => {
    const place = path.posix.join(folder, each);
    return name === place || name.startsWith(`${place}/`);
  });
}

const flat = ({ path: name, content }: ContextFile) => [name, content];
