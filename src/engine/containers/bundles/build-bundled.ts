import type { ContainerEngine } from '../connection/engine-connection.ts';
import type { Labels } from '../container-labels.ts';
import type { BuildOptions, ImageRecipe } from '../images/image-builder.ts';
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
 * Builds an app with what its bundle makes of its files. The container that does it is gone afterwards.
 * @param recipe of the image without what is made
 * @throws AssayError as `runBundle` and `build`
 */
export async function buildBundled(
  { bundle, ...recipe }: ImageRecipe & { bundle: BundleInImage },
  { engine, instances, labels, timeoutMs, build }: Bundling,
  { signal, onText }: BuildOptions,
): Promise<void> {
  const instance = instances.begin();
  let removing: Promise<void> | undefined;
  const remove = () => (removing ??= removeUsed(engine, instance, onText));
  try {
    const made = await runBundle(engine, bundle, {
      ...{ what: recipe.what, files: () => recipe.files(), instance, labels, timeoutMs, signal, onText },
    });
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

/** Never rejects: what stays is the reaper's. */
async function removeUsed(
  { client }: Bundling['engine'],
  instance: string,
  onText: (text: string) => void,
): Promise<void> {
  const left = await leftBy(removeInstance(client, instance));
  if (left.length > 0) onText(`Not all was removed; tried again later. ${left.join(' ')}\n`);
}
