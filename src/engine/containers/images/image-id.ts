import type Dockerode from 'dockerode';
import { engineTrouble } from './build-trouble.ts';
import { isNotThere } from '../connection/engine-refusal.ts';

/**
 * The id that a name stands for at the moment.
 * @param what the image is, or is needed for, for people
 * @returns null: it is not there
 * @throws AssayError as `engineTrouble`
 */
export async function imageId(client: Dockerode, name: string, what: string): Promise<string | null> {
  try {
    return (await client.getImage(name).inspect()).Id;
  } catch (error) {
    if (isNotThere(error)) return null;
    throw engineTrouble(what, error);
  }
}
