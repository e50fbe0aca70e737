import { existsSync } from 'node:fs';
import { installSystemPackage } from './debian.ts';
import { attempt } from './prerequisite.ts';
import type { Availability } from './prerequisite.ts';

/** What a Podman needs that the tests start: its program, names on its networks, and the first process of its containers. */
const programs = {
  podman: '/usr/bin/podman',
  'aardvark-dns': '/usr/lib/podman/aardvark-dns',
  catatonit: '/usr/bin/catatonit',
};

/** Podman's programs: those that are there, otherwise Debian's. The tests start a service of their own, as root. */
export function ensurePodman(): Promise<Availability> {
  return attempt(async () => {
    if (process.platform !== 'linux') throw new Error('A Podman of the tests needs Linux.');
    if (process.getuid?.() !== 0) throw new Error('Only root starts a Podman of the tests.');
    for (const [name, file] of Object.entries(programs)) {
      if (!existsSync(file)) await installSystemPackage(name);
    }
  });
}
