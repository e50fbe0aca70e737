import type Dockerode from 'dockerode';
import { dockerfileName, packContext } from './build-context.ts';
import type { BuildOutput } from './build-output.ts';
import { followAnswer } from './follow-answer.ts';
import { fromImages } from './from-images.ts';
import type { ImageRecipe } from './image-builder.ts';
import { pullMissing } from './pull-image.ts';

/** Ways of engines to build: Docker has two, the first of which is the one of old; Podman has its own. */
export type BuilderKind = 'classic' | 'buildkit' | 'buildah';

/** Podman's steps are given the network of the host unless they are told otherwise, and in its own words. */
const ownNetwork = JSON.stringify([{ Name: 'network', Host: false, Path: '' }]);

export interface HowToBuild {
  signal: AbortSignal;
  /** Takes no step from a cache. */
  anew: boolean;
  kind: BuilderKind;
  /** Of the whole build. */
  timeoutMs: number;
}

/**
 * Has the engine build an image once; `output` has the error when the build itself failed.
 * @throws when the engine does not answer, or refuses; the signal's reason when it is aborted
 */
export async function buildImage(
  client: Dockerode,
  recipe: ImageRecipe,
  output: BuildOutput,
  { signal, anew, kind, timeoutMs }: HowToBuild,
): Promise<void> {
  const { tag, what, dockerfile, buildArgs, network, labels } = recipe;
  // Beforehand: BuildKit would ask us for credentials while it pulls, over a connection that nothing else needs.
  for (const image of fromImages(dockerfile, buildArgs)) {
    await pullMissing(client, image, what, { signal, onText: (text) => output.say(text) });
  }
  const context = packContext(dockerfile, recipe.files());
  const options = {
    ...{ t: tag, dockerfile: dockerfileName, buildargs: { ...buildArgs }, labels: { ...labels } },
    ...{ nocache: anew, rm: true, forcerm: true, abortSignal: signal },
    ...(kind === 'buildah' ? forBuildah(network, timeoutMs) : forDocker(network, kind)),
  };
  try {
    const answer = await client.buildImage(context, options as object as Dockerode.ImageBuildOptions);
    await followAnswer(client, answer, signal, (message) => output.add(message));
  } catch (error) {
    context.destroy();
    // What broke off after the engine has said why needs no other reason.
    if (signal.aborted || output.error === null) throw error;
  }
}

function forDocker(network: boolean, kind: 'classic' | 'buildkit'): object {
  // A number: as the text '2' the library would open the connection that is spoken of above.
  return { networkmode: network ? 'default' : 'none', version: kind === 'buildkit' ? 2 : 1 };
}

/** A step that nobody waits for any more goes on: what it may take is all that ends it. */
function forBuildah(network: boolean, timeoutMs: number): object {
  const seconds = Math.ceil(timeoutMs / 1_000);
  return {
    ...{ networkmode: network ? 'NetworkEnabled' : 'NetworkDisabled', nsoptions: ownNetwork },
    ulimits: JSON.stringify([`cpu=${seconds}:${seconds}`]),
  };
}
