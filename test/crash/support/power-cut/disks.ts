import type { SimulatedDisk } from './simulated-disk.ts';

/** The disks of this process. Those without power stay: what still runs on them must not get to the real one. */
const disks: SimulatedDisk[] = [];

export function attach(disk: SimulatedDisk): void {
  disks.push(disk);
}

export function diskOf(file: string): SimulatedDisk | undefined {
  return disks.find((disk) => disk.covers(file));
}
