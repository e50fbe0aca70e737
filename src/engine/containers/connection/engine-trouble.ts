import { readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import { z } from 'zod';
import { InputError } from '../../domain/errors.ts';
import { transportOf } from './engine-address.ts';
import type { EngineAddress } from './engine-address.ts';

/** The oldest API that Assay speaks: that of Docker 20.10, and of Podman 4. */
export const oldestApi = '1.41';

/** A place that was tried, and why it was of no use. */
export interface TriedAddress {
  host: string;
  source: string;
  reason: string;
}

/** All places that were tried, for people. */
export function tellTried(tried: readonly TriedAddress[]): string {
  return tried.map(({ host, source, reason }) => `${host || source}: ${reason}`).join('; ');
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'nothing is there',
  ECONNREFUSED: 'nobody listens there: is the engine running?',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ETIMEDOUT: 'it does not answer',
};

/** Why an address was of no use, in a sentence for people, with the way out where there is one. */
export function explainTrouble(address: EngineAddress, error: unknown): string {
  const { host } = address;
  if (InputError.is(error)) return error.problems.map(({ message }) => message).join('; ');
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return `this user may not use it: ${joinGroup(address)}`;
  const known = code === undefined ? undefined : reasons[code];
  if (known !== undefined) return known;
  if (error instanceof z.ZodError) return 'what answers there is not a container engine';
  if (/Client sent an HTTP request to an HTTPS server/i.test(message)) {
    return `it speaks TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a context`;
  }
  if (/EPROTO|wrong version number|packet length too long/i.test(message)) return `it does not speak TLS`;
  if (/certificate/i.test(message)) return `its certificate is not trusted: ${message}`;
  return message || `it cannot be reached (${host})`;
}

/** Which group lets a user in. */
function joinGroup(address: EngineAddress): string {
  const transport = transportOf(address);
  if (transport.kind !== 'socket' || process.platform === 'win32') return 'ask who runs it';
  try {
    const { gid } = statSync(transport.path);
    const group = groupName(gid);
    const user = os.userInfo().username;
    return `join its group with "sudo usermod -aG ${group} ${user}", and sign in again`;
  } catch {
    // A folder above it is closed as well.
    return 'ask who runs it';
  }
}

function groupName(gid: number): string {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[2] === String(gid));
  return line?.split(':')[0] ?? String(gid);
}

/** Dotted numbers, as in API versions. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (let index = 0; index < Math.max(a!.length, b!.length); index++) {
    const difference = (a![index] ?? 0) - (b![index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
