import { AssayError } from '../../domain/errors.ts';

/** @returns the status that the engine has refused a call with; undefined: it has not answered at all */
export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Whether the engine says that there is no such thing. */
export const isNotThere = (error: unknown): boolean => statusOf(error) === 404;

/** What the library puts before the engine's own words. */
const librarysWords = /^\(HTTP code \d+\) [\w ]+ - /;

/** What the engine has said, for people. */
export function engineWords(error: unknown): string {
  return AssayError.from(error).message.replace(librarysWords, '').trim();
}

/** As Docker, newer Docker and Podman say that all addresses for networks are taken. */
const noNetworkLeft =
  /non-overlapping IPv4 address pool|address pools have been fully subnetted|free subnet from subnet pools/i;

/** What can be done where the engine has refused; undefined: nobody knows. */
export function wayOut(error: unknown): string | undefined {
  const words = engineWords(error);
  if (saysDiskIsFull(words)) return makeRoom;
  if (!noNetworkLeft.test(words)) return undefined;
  return (
    'Each app that runs or is kept has a network of its own, and Docker has room for about 30: stop apps, remove networks that ' +
    'nobody uses ("docker network prune", "assay clean"), or give the engine more room (default-address-pools in daemon.json).'
  );
}

/** Also in what a step of a build says. */
export const saysDiskIsFull = (words: string): boolean => /no space left on device/i.test(words);

const makeRoom = 'Make room, for example with "docker system prune".';

/** @param undone a sentence without its full stop, as in `the app was not started` */
export function diskIsFull(undone: string, more: { cause?: unknown; detail?: string } = {}): AssayError {
  return new AssayError('transient', `The engine's disk is full: ${undone}.`, {
    ...more,
    hint: makeRoom,
  });
}
