import type Dockerode from 'dockerode';

/** What every call of the library goes through, which its types leave out. */
interface Modem {
  dial(options: { abortSignal?: AbortSignal }, callback: unknown): void;
}

/**
 * Holds a client's calls to a signal: once it is aborted those under way reject and their connections end, and so does every
 * later one. An engine that says nothing any more would keep who waits, and the process, for ever.
 */
export function untilClosed(client: Dockerode, closed: AbortSignal): void {
  const modem = client.modem as Modem;
  const dial = modem.dial.bind(modem);
  modem.dial = (options, callback) => {
    const { abortSignal: own } = options;
    dial({ ...options, abortSignal: own ? AbortSignal.any([own, closed]) : closed }, callback);
  };
}
