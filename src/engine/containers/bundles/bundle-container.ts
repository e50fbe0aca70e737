import path from 'node:path';
import type Dockerode from 'dockerode';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { mebibyte, ownFolder, shareOf, temporaryFolders, walls } from '../container-walls.ts';
import { maxMemoryMebibytes, maxOutputMebibytes, maxSourceMebibytes } from './bundle.ts';
import type { BundleInImage } from './bundle.ts';

const maxProcesses = 512;
const temporaryBytes = 64 * mebibyte;
/** Of each processor's time, in microseconds: said in this way, an engine that has only one takes it as well. */
const [period, quota] = [100_000, 200_000];

/** The app, with links to what the image has for it. */
const workFolder = '/bundle';

/**
 * The app's files come in through the standard input; nobody else reads from it. The command's own words are its log; what it has
 * made is all that comes through the other stream. Times of files are of no use, and old ones would be warned of.
 */
const script = `
root=$1 folder=$2 output=$3
shift 3
# Joins what is in both; what the app has itself comes first.
join() {
  for each in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ -e "$each" ] || continue
    own=$2/\${each##*/}
    if [ ! -e "$own" ] && [ ! -L "$own" ]; then ln -s "$each" "$own"
    elif [ -d "$own" ] && [ -d "$each" ] && [ ! -L "$own" ]; then (join "$each" "$own")
    fi
  done
}
tar -xmf - -C ${workFolder} && exec </dev/null && join "$root" ${workFolder} &&
  mkdir -p "$folder/$output" && cd "$folder" && "$@" >&2 && exec tar -cf - -C "$output" .
`;

interface BundleContainer {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * A container that runs what nobody vouches for, because it runs code of an app. No privileges, nothing of the host, no
 * network; nowhere to write but in memory, and nothing that it writes stays.
 */
export function bundleContainerOptions(
  engine: ContainerEngine['kind'],
  { image, command, root, folder, output, temporary, user }: BundleInImage,
  { name, labels }: BundleContainer,
): Dockerode.ContainerCreateOptions {
  const scratch = ownFolder(engine, temporaryBytes, user);
  return {
    ...{ name, Image: image, User: user, Labels: { ...labels }, WorkingDir: workFolder },
    Entrypoint: ['/bin/sh', '-c', script, 'bundle', root, folder, output],
    Cmd: [...command],
    Env: ['HOME=/tmp', 'TZ=UTC'],
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
    HostConfig: {
      ...walls,
      ...shareOf(maxMemoryMebibytes * mebibyte, maxProcesses),
      ...{ CpuPeriod: period, CpuQuota: quota },
      Ulimits: [{ Name: 'nofile', Soft: 4_096, Hard: 4_096 }],
      Tmpfs: {
        ...temporaryFolders(engine, temporaryBytes, user),
        ...Object.fromEntries(temporary.map((name) => [path.posix.join(root, folder, name), scratch])),
        [workFolder]: ownFolder(engine, (maxSourceMebibytes + maxOutputMebibytes) * mebibyte, user),
      },
      NetworkMode: 'none',
      // It is read as it comes, and never again.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
