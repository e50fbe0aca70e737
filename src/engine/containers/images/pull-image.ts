import type Dockerode from 'dockerode';
import { z } from 'zod';
import { AssayError } from '../../domain/errors.ts';
import { cannotBeHad, engineTrouble } from './build-trouble.ts';
import { engineWords, statusOf } from '../connection/engine-refusal.ts';
import { followAnswer } from './follow-answer.ts';
import { imageId } from './image-id.ts';
import { isOwnImage } from './image-tag.ts';

const messageSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional() }).optional(),
});

/**
 * Has an image in the engine, pulled from its registry when it is not there.
 * @param what it is needed for
 * @param onText hears what the engine says while it pulls
 * @throws AssayError `misconfigured` when it cannot be had; `transient` when the registry may have it the next time, or when
 *   it is one of ours and has to be built
 */
export async function pullMissing(
  client: Dockerode,
  image: string,
  what: string,
  { signal, onText }: { signal: AbortSignal; onText(text: string): void },
): Promise<void> {
  if ((await imageId(client, image, what)) !== null) return;
  // Whatever a registry has under such a name, it is not what was built here.
  if (isOwnImage(image))
    throw new AssayError('transient', `The image ${image}, which ${what} is made of, was removed.`);
  onText(`Pulling ${image} …\n`);
  let failure: string | null = null;
  try {
    // Without a tag all tags there are would be pulled.
    const named = /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
    const answer = await client.pull(named, { abortSignal: signal });
    await followAnswer(client, answer, signal, (message) => {
      const read = messageSchema.safeParse(message);
      if (!read.success) return;
      const { id, status, error, progressDetail } = read.data;
      failure = error ?? failure;
      // Not each kilobyte.
      if (status !== undefined && progressDetail?.current === undefined)
        onText(`${id === undefined ? '' : `${id}: `}${status}\n`);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (statusOf(error) === undefined) throw engineTrouble(what, error);
    failure = engineWords(error);
  }
  if (failure !== null) throw cannotBeHad(image, what, failure);
}
