import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FileNode } from './disk-nodes.ts';
import type { DiskNode, FolderNode } from './disk-nodes.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

/**
 * What is on the disk after the power is back.
 * `synced`: what was synced and nothing else. `early names`: all entries reached the disk, of the data only what was
 * synced (a file can be there and be empty). `torn`: of the data, also pieces of what was not synced. `random`: some
 * entries, the older first, and pieces of the data.
 */
export const outcomes = ['synced', 'early names', 'torn', 'random'] as const;
export type Outcome = (typeof outcomes)[number];

/** A disk writes pieces of this size, whole or not at all, in any order. */
const sectorBytes = 512;

/** Lays the disk down in a real, new folder. */
export function layDown(disk: SimulatedDisk, outcome: Outcome, random: () => number, target: string): void {
  const names = namesAfter(disk, outcome, random);
  const data = outcome === 'torn' || outcome === 'random' ? (file: FileNode) => torn(file, random) : synced;
  const write = (node: DiskNode, at: string): void => {
    if (node instanceof FileNode) {
      writeFileSync(at, data(node));
      return;
    }
    mkdirSync(at);
    for (const [name, child] of names(node)) write(child, path.join(at, name));
  };
  write(disk.root, target);
}

type Names = (folder: FolderNode) => ReadonlyMap<string, DiskNode>;

function namesAfter(disk: SimulatedDisk, outcome: Outcome, random: () => number): Names {
  if (outcome === 'early names') return (folder) => folder.live;
  if (outcome !== 'random') return (folder) => folder.durable;
  const kept = Math.floor(random() * (disk.pending.length + 1));
  const names = new Map<FolderNode, Map<string, DiskNode>>();
  for (const { folder, name, node } of disk.pending.slice(0, kept).flat()) {
    let entries = names.get(folder);
    if (!entries) names.set(folder, (entries = new Map(folder.durable)));
    if (node) entries.set(name, node);
    else entries.delete(name);
  }
  return (folder) => names.get(folder) ?? folder.durable;
}

const synced = (file: FileNode): Buffer => file.durable;

function torn({ live, durable }: FileNode, random: () => number): Buffer {
  if (live === durable) return durable;
  const appended = live.length >= durable.length && live.subarray(0, durable.length).equals(durable);
  // Cut or written over: the old or the new, and nothing of ours mixes them.
  if (!appended) return random() < 0.5 ? durable : live;
  const end = durable.length + Math.floor(random() * (live.length - durable.length + 1));
  if (random() < 0.5) return live.subarray(0, end);
  // The file has grown, and some of its sectors were not written before the power was gone.
  const grown = Buffer.from(live);
  for (let at = durable.length; at < grown.length;) {
    const next = Math.min(grown.length, (Math.floor(at / sectorBytes) + 1) * sectorBytes);
    if (random() < 0.5) grown.fill(0, at, next);
    at = next;
  }
  return grown;
}
