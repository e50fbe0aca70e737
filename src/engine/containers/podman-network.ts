import type Dockerode from 'dockerode';
import { z } from 'zod';

const createdSchema = z.object({ subnets: z.array(z.object({ subnet: z.string() })).min(1) });

/**
 * An internal network on which nobody answers for names. Only there Podman leaves out the address of the host, on which its
 * server for names listens; and only its own API can say so.
 * @returns the network's addresses, as 10.89.3.0/24
 */
export async function createNamelessNetwork(
  client: Dockerode,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<string> {
  const created = await new Promise<unknown>((resolve, reject) => {
    const request = {
      path: '/v4.0.0/libpod/networks/create',
      method: 'POST',
      options: { name, driver: 'bridge', internal: true, dns_enabled: false, ipv6_enabled: false, labels },
      statusCodes: { 200: true, 400: 'bad parameter', 409: 'conflict', 500: 'server error' },
    };
    client.modem.dial(request, (error: Error | null, answer: unknown) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
  return createdSchema.parse(created).subnets[0]!.subnet;
}

let given = 0;

/**
 * An address in a network of 256. Podman gives the same network again as soon as it is free: connections that a tool keeps
 * open must not be taken for those to the app that comes next, so the address in it is another one for long.
 */
export function nextAddress(subnet: string): string {
  const network = /^(\d+\.\d+\.\d+)\.0\/24$/.exec(subnet)?.[1];
  if (network === undefined) throw new Error(`The network ${subnet} is none of 256 addresses.`);
  // Beside the network's own, the gateway's, the forwarder's and the last one.
  const free = 240;
  given = (given + 1) % free;
  return `${network}.${10 + given}`;
}
