import type { ContainerPlace } from './app-runtimes.ts';
import { AssayError } from './domain/errors.ts';

/** How often one start waits for an engine that has gone away. */
const maxLosses = 5;

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
      const transient = AssayError.is(error) && error.errorClass === 'transient';
      if (!transient || !(await containers.regained(signal)) || losses === maxLosses) throw error;
    }
  }
}
