import { AssayError } from '../domain/errors.ts';
import type { Service } from '../domain/tools.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';

/** Waits for what a service does for all who ask, as long as this one asks. @throws AssayError `cancelled` */
export async function waitForService<T>(
  service: Service,
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await unlessAborted(promise, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new AssayError('cancelled', `Waiting for ${service} was stopped.`, { cause: error });
  }
}
