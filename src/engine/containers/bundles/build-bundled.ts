import type { ContainerEngine } from '../connection/engine-connection.ts';
import type { Labels } from '../container-labels.ts';
import type { BuildOptions, ImageRecipe } from '../images/image-builder.ts';
import { partTag } from '../images/image-tag.ts';
import type { Instances } from '../instances.ts';
import { leftBy, removeInstance } from '../reaper.ts';
import type { BundleInImage } from './bundle.ts';
import { runBundle } from './run-bundle.ts';

export interface Bundling {
  engine: Pick<ContainerEngine, 'client' | 'kind'>;
  instances: Instances;
  /** Of containers. */
  labels: Labels;
  timeoutMs: number;
  build(recipe: ImageRecipe): Promise<void>;
}

/**
 * Builds an app with what its bundle makes, which is run in an image of the app's own files. That and the container are gone
 * afterwards.
 * @param recipe of the image without what is made
 * @throws AssayError as `runBundle` and `build`
 */
export async function buildBundled(
  recipe: ImageRecipe,
  bundle: BundleInImage,
  { engine, instances, labels, timeoutMs, build }: Bundling,
  { signal, onText }: BuildOptions,
): Promise<void> {
  const instance = instances.begin();
  // Nobody else's: it is removed while others may build the same app.
  const source = { ...recipe, tag: partTag(recipe.tag, 'source', instance) };
  let removing: Promise<void> | undefined;
  const remove = () => (removing ??= removeUsed(engine, instance, source.tag, onText));
  try {
    await build(source);
    const how = { image: source.tag, what: recipe.what, instance, labels, timeoutMs, signal, onText };
    const made = await runBundle(engine, bundle, how);
    // Besides: what follows needs none of it.
    void remove();
    await build({
      ...recipe,
      async *files() {
        yield* recipe.files();
        yield* made;
      },
    });
  } finally {
    await remove();
    instances.end(instance);
  }
}

/** Never rejects. A container that stays is the reaper's; an image goes with those that nobody has used for long. */
async function removeUsed(
  { client }: Bundling['engine'],
  instance: string,
  image: string,
  onText: (text: string) => void,
): Promise<void> {
  const left = await leftBy(removeInstance(client, instance));
  if (left.length > 0) onText(`Not all was removed; tried again later. ${left.join(' ')}\n`);
  await client
    .getImage(image)
    .remove()
    .catch(() => undefined);
}
