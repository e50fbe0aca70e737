import type { ContainerPlace } from './app-runtimes.ts';
import { AssayError } from './domain/errors.ts';
import type { ErrorClass } from './domain/errors.ts';

/** How often one start waits for an engine that has gone away. */
const maxLosses = 5;

/** What a start fails with when the engine goes; one that stops in order breaks builds and ends apps as if they did it themselves. */
const lossLike: readonly ErrorClass[] = ['transient', 'build_failed', 'unhealthy'];

/** Has something started, and once more whenever the container engine had gone away meanwhile and is back. */
export async function despiteEngineLoss<T>(
  containers: Pick<ContainerPlace, 'regained'>,
  signal: AbortSignal,
  start: () => Promise<T>,
): Promise<T> {
  for (let losses = 0; ; losses++) {
    try {
      return await start();
    } catch (error) {
      const mayBeLoss = AssayError.is(error) && lossLike.includes(error.errorClass);
      if (!mayBeLoss || !(await containers.regained(signal)) || losses === maxLosses) throw error;
    }
  }
}
