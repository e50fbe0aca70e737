import type Dockerode from 'dockerode';
import { dockerfileName, packContext } from './build-context.ts';
import type { BuildOutput } from './build-output.ts';
import { followAnswer } from './follow-answer.ts';
import { fromImages } from './from-images.ts';
import type { ImageRecipe } from './image-builder.ts';
import { pullMissing } from './pull-image.ts';

/** The engine's two ways to build, as its API calls them. */
export type BuilderVersion = '1' | '2';

/** The library's types do not know that a number is passed on as well, see below. */
type BuildImageOptions = Omit<Dockerode.ImageBuildOptions, 'version'> & { version: number };

/**
 * Has the engine build an image once; `output` has the error when the build itself failed.
 * @param version 2 is BuildKit
 * @throws when the engine does not answer, or refuses; the signal's reason when it is aborted
 */
export async function buildImage(
  client: Dockerode,
  recipe: ImageRecipe,
  output: BuildOutput,
  { signal, anew, version }: { signal: AbortSignal; anew: boolean; version: BuilderVersion },
): Promise<void> {
  const { tag, what, dockerfile, buildArgs, network, labels } = recipe;
  // Beforehand: BuildKit would ask us for credentials while it pulls, over a connection that nothing else needs.
  for (const image of fromImages(dockerfile, buildArgs)) {
    await pullMissing(client, image, what, { signal, onText: (text) => output.say(text) });
  }
  const context = packContext(dockerfile, recipe.files());
  const options: BuildImageOptions = {
    ...{ t: tag, dockerfile: dockerfileName, buildargs: { ...buildArgs }, labels: { ...labels } },
    ...{ networkmode: network ? 'default' : 'none', nocache: anew, rm: true, forcerm: true },
    // As the text '2' the library would open that connection.
    ...{ version: Number(version), abortSignal: signal },
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
