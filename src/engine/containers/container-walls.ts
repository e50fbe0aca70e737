import type Dockerode from 'dockerode';
import { nobodysNameServer } from './closed-network.ts';
import type { ContainerEngine } from './connection/engine-connection.ts';

export const mebibyte = 2 ** 20;
const logBytes = 5 * mebibyte;

/** The same for every container of ours: no privileges, nothing of the host. */
export const walls: Dockerode.HostConfig = {
  Privileged: false,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  ReadonlyRootfs: true,
  Init: true,
  IpcMode: 'private',
  PublishAllPorts: false,
  RestartPolicy: { Name: 'no' },
  LogConfig: { Type: 'json-file', Config: { 'max-size': String(logBytes), 'max-file': '1' } },
};

/** What one container may take. */
export function shareOf(memoryBytes: number, processes: number): Dockerode.HostConfig {
  // No swap besides: it would only be slower to fail.
  return { Memory: memoryBytes, MemorySwap: memoryBytes, PidsLimit: processes };
}

/**
 * The options of a folder in memory that the container's user alone may write to; nothing is run from there.
 * @param user numbers: `uid:gid`
 */
export function ownFolder(engine: ContainerEngine['kind'], bytes: number, user: string): string {
  const [uid, gid] = user.split(':');
  const owner = engine === 'podman' ? 'U' : `uid=${uid},gid=${gid}`;
  return `rw,noexec,nosuid,nodev,size=${bytes},${owner},mode=0700`;
}

/** The folders in memory for temporary files. Podman has a second one by itself, without a size unless it is told one. */
export function temporaryFolders(
  engine: ContainerEngine['kind'],
  bytes: number,
  user: string,
): Record<string, string> {
  const folder = ownFolder(engine, bytes, user);
  return { '/tmp': folder, ...(engine === 'podman' ? { '/var/tmp': folder } : {}) };
}

/**
 * Docker's own resolver knows the names on a container's networks; nobody else is asked, and who asks for another name is
 * told at once that nobody knows it.
 */
export const ownNamesOnly: Dockerode.HostConfig = {
  Dns: [nobodysNameServer],
  DnsOptions: ['timeout:1', 'attempts:1'],
};
