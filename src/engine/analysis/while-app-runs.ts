import { AssayError } from '../domain/errors.ts';
import type { AppInstance, ExecutionContext } from '../domain/executors.ts';
import { lastLines } from '../domain/last-lines.ts';

const evidenceLines = 40;
const leaving = new Error('The container engine takes no new connections.');

interface WatchedApp {
  /** For people. */
  name: string;
  instance: AppInstance;
  retryDelayMs: number;
  /** The tools notice themselves that the app has ended, and say what of it they could not try. */
  noticed: boolean;
}

/**
 * Lets tools work on a running app. When it ends meanwhile they are stopped, since what they would say of an app that is not
 * there is no result; those that notice it themselves finish: that a request ended the app is a fault of the app.
 * @throws AssayError `unhealthy`, to be tried again after `retryDelayMs`, with how it ended and its last lines;
 *   `transient` when it is gone and nobody can say how
 */
export async function whileAppRuns<T>(
  { name, instance, retryDelayMs, noticed }: WatchedApp,
  context: ExecutionContext,
  work: (context: ExecutionContext) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  let failure: AssayError | null = null;
  const failed = (error: AssayError) => {
    failure = error;
    gone.abort(error);
  };
  instance.ended.then(
    (how) =>
      !noticed &&
      failed(
        new AssayError('unhealthy', `${name} ended while its tools ran (${how}).`, {
          detail: lastLines(instance.log(), evidenceLines),
          retryAfterMs: retryDelayMs,
        }),
      ),
    (cause: unknown) => failed(lost(name, cause)),
  );
  try {
    const signal = AbortSignal.any([context.signal, gone.signal]);
    const result = await work({ signal, report: (step) => context.report(step) });
    // An engine that stops in order ends apps as if they did it themselves, which tools may have noticed first.
    if (failure === null && !((await instance.isHeld?.()) ?? true)) failure = lost(name, leaving);
    if (failure === null) return result;
  } catch (error) {
    if (failure === null || context.signal.aborted) throw error;
  }
  throw failure;
}

function lost(name: string, cause: unknown): AssayError {
  return new AssayError('transient', `${name} is gone, and the container engine does not say how.`, {
    ...{ cause, detail: AssayError.from(cause).message },
  });
}
