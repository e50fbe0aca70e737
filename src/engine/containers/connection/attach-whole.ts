import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';

/** What dockerode makes its requests with. */
interface Modem {
  dial(request: object, callback: (error: Error | null, stream: Duplex) => void): void;
}

/**
 * A connection to a container's standard input and output, as a raw one: what is written goes in as it is, what is read comes in
 * frames (`splitOutput`). The library's own way sends its options as a body besides, which Podman takes for input.
 * @param container one that was made with an open standard input
 * @throws as dockerode
 */
export function attachWhole(
  { id, modem }: Dockerode.Container,
  { stderr = false }: { stderr?: boolean } = {},
): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const request = {
    ...{ path: `/containers/${id}/attach?`, method: 'POST' },
    ...{ hijack: true, openStdin: true, isStream: true },
    // A body without anything in it; without a body the request would wait for one.
    file: Buffer.alloc(0),
    options: { stream: true, stdin: true, stdout: true, stderr },
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
  };
  (modem as Modem).dial(request, (error, stream) => (error ? reject(error) : resolve(stream)));
  return promise;
}
