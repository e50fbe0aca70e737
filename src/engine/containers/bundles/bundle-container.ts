import path from 'node:path';
import type Dockerode from 'dockerode';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { mebibyte, ownFolder, shareOf, walls } from '../container-walls.ts';
import { maxMemoryMebibytes, maxOutputMebibytes } from './bundle.ts';
import type { BundleInImage } from './bundle.ts';

const maxProcesses = 512;
const temporaryBytes = 64 * mebibyte;
/** Of each processor's time, in microseconds: said in this way, an engine that has only one takes it as well. */
const [period, quota] = [100_000, 200_000];

/** The command's own words are its log; what it has made is all that comes through the other stream. */
const script = 'output=$1; shift; "$@" >&2 && exec tar -cf - -C "$output" .';

interface BundleContainer {
  image: string;
  name: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * A container that runs what nobody vouches for, because it runs code of an app. No privileges, nothing of the host, no
 * network; nowhere to write but in memory, and nothing that it writes stays.
 */
export function bundleContainerOptions(
  engine: ContainerEngine['kind'],
  { command, root, folder, output, temporary, user }: BundleInImage,
  { image, name, labels }: BundleContainer,
): Dockerode.ContainerCreateOptions {
  const workingDir = path.posix.join(root, folder);
  const at = (name: string) => path.posix.join(workingDir, name);
  const scratch = ownFolder(engine, temporaryBytes, user);
  return {
    ...{ name, Image: image, User: user, Labels: { ...labels }, WorkingDir: workingDir },
    Entrypoint: ['/bin/sh', '-c', script, 'bundle', at(output)],
    Cmd: [...command],
    Env: ['HOME=/tmp', 'TZ=UTC'],
    ...{ AttachStdin: false, OpenStdin: false },
    HostConfig: {
      ...walls,
      ...shareOf(maxMemoryMebibytes * mebibyte, maxProcesses),
      ...{ CpuPeriod: period, CpuQuota: quota },
      Ulimits: [{ Name: 'nofile', Soft: 4_096, Hard: 4_096 }],
      Tmpfs: {
        '/tmp': scratch,
        // Podman would put one there by itself, without a size.
        ...(engine === 'podman' ? { '/var/tmp': scratch } : {}),
        ...Object.fromEntries(temporary.map((name) => [at(name), scratch])),
        [at(output)]: ownFolder(engine, maxOutputMebibytes * mebibyte, user),
      },
      NetworkMode: 'none',
      // It is read as it comes, and never again.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
