import { AssayError } from '../domain/errors.ts';
import { unlessAborted } from '../domain/unless-aborted.ts';
import { waitUntilHealthy } from './health-probe.ts';

/** An app that was started and is waited for. */
export interface StartingApp {
  /** For messages. */
  name: string;
  /** Resolves once it listens somewhere. */
  baseUrl: Promise<string>;
  healthPath: string;
  /** Resolves with how it ended, as in "exit status 1"; rejects when it is gone and nobody can say how. */
  ended: Promise<string>;
  /** Its last lines, as evidence. */
  tail(): string;
}

/**
 * @returns its base URL once it is healthy
 * @throws AssayError `unhealthy` when it ends before, or is not up in time; `transient` when it is gone; the signal's reason when it is aborted
 */
export async function whenUp(app: StartingApp, timeoutMs: number, signal: AbortSignal): Promise<string> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const gone = new AbortController();
  let exit: string | null = null;
  let lost: unknown = null;
  app.ended.then(
    (how) => {
      exit = how;
      gone.abort();
    },
    (error: unknown) => {
      lost = error;
      gone.abort();
    },
  );
  const ended = AbortSignal.any([signal, deadline, gone.signal]);
  let problem = 'it does not listen';
  try {
    const baseUrl = await unlessAborted(app.baseUrl, ended);
    problem = 'it does not answer';
    await waitUntilHealthy(baseUrl + app.healthPath, ended, (text) => (problem = text));
    return baseUrl;
  } catch (cause) {
    signal.throwIfAborted();
    if (lost !== null) {
      const message = `${app.name} is gone before it was up, and nobody can say how.`;
      const detail = AssayError.from(lost).message;
      throw new AssayError('transient', message, { cause: lost, detail });
    }
    const what =
      exit === null
        ? `is not up after ${timeoutMs} ms: ${problem}`
        : `ended at its start (${exit as string})`;
    throw new AssayError('unhealthy', `${app.name} ${what}.`, { cause, detail: app.tail() });
  }
}
