import path from 'node:path';
import { FileNode, FolderNode } from './disk-nodes.ts';
import type { DiskNode } from './disk-nodes.ts';

export type Accident = 'power failure' | 'refusal';

/** A name given to a node, or taken away (null). */
export interface EntryChange {
  folder: FolderNode;
  name: string;
  node: DiskNode | null;
}

/**
 * What a disk would hold if the power failed: for each file its content at the last fsync, for each folder its entries at
 * the last fsync of that folder; beside them what has been written since, of which anything or nothing may be kept.
 * POSIX promises no more: a file whose folder was not synced may be gone, with all its content. A rename is kept whole
 * or not at all, as on every file system with a journal: a sync of either folder keeps both of its ends.
 */
export class SimulatedDisk {
  /** Absolute; exists durably from the beginning. */
  readonly base: string;
  readonly root = new FolderNode();
  /** Operations on entries that no sync has made durable, in their order. */
  pending: EntryChange[][] = [];
  /** What was done so far, as in `fsync journal/0001.journal`. */
  readonly operations: string[] = [];
  readonly #stopAt: number;
  readonly #accident: Accident;
  #dead = false;
  #announce!: () => void;
  /** What whoever asks a disk without power hears. */
  readonly silence = new Promise<never>(() => undefined);
  readonly stopped = new Promise<void>((resolve) => (this.#announce = resolve));

  /**
   * @param accident what happens to the operation of the number `stopAt`, from 1: the power fails during it, or it is
   * refused, as by a disk that is full for a moment
   */
  constructor(base: string, stopAt: number, accident: Accident) {
    this.base = base;
    this.#stopAt = stopAt;
    this.#accident = accident;
  }

  covers(file: string): boolean {
    return file === this.base || file.startsWith(this.base + path.sep);
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** Whether the operation that is going on is the one that the power failure falls into. */
  get isFailing(): boolean {
    return this.operations.length === this.#stopAt;
  }

  /** Does an operation. The one that the power failure falls into has its effect in memory and never returns. */
  async change(kind: string, file: string, effect: () => void): Promise<void> {
    if (this.#dead) return this.silence;
    this.#operate(kind, file, effect);
    if (this.#dead) return this.silence;
  }

  /** The same for a call that cannot be kept waiting: without power it has no effect, and the sync that follows waits. */
  changeNow(kind: string, file: string, effect: () => void): void {
    if (!this.#dead) this.#operate(kind, file, effect);
  }

  #operate(kind: string, file: string, effect: () => void): void {
    this.operations.push(`${kind} ${path.relative(this.base, file)}`);
    if (this.isFailing && this.#accident === 'refusal') {
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${kind} '${file}'`), {
        code: 'ENOSPC',
      });
    }
    try {
      effect();
    } catch (error) {
      if (!this.isFailing) throw error;
    }
    if (!this.isFailing) return;
    this.#dead = true;
    this.#announce();
  }

  folder(file: string): FolderNode {
    const node = this.node(file);
    if (node instanceof FolderNode) return node;
    throw new Error(`${file} is no folder on the simulated disk.`);
  }

  node(file: string): DiskNode | undefined {
    let node: DiskNode | undefined = this.root;
    for (const name of path.relative(this.base, file).split(path.sep)) {
      if (name === '') continue;
      node = node instanceof FolderNode ? node.live.get(name) : undefined;
    }
    return node;
  }

  /** Gives names to nodes, or takes them away (null), in one operation. */
  setEntries(...entries: readonly (readonly [file: string, node: DiskNode | null])[]): void {
    const changes = entries.map(([file, node]) => ({
      folder: this.folder(path.dirname(file)),
      name: path.basename(file),
      node,
    }));
    for (const { folder, name, node } of changes) {
      if (node) folder.live.set(name, node);
      else folder.live.delete(name);
    }
    this.pending.push(changes);
  }

  /** The file of that name, made when it is not there. */
  file(name: string): FileNode {
    const present = this.node(name);
    if (present instanceof FileNode) return present;
    const node = new FileNode();
    this.setEntries([name, node]);
    return node;
  }

  makeFolders(file: string): void {
    if (file === this.base || this.node(file) instanceof FolderNode) return;
    this.makeFolders(path.dirname(file));
    this.setEntries([file, new FolderNode()]);
  }

  sync(node: DiskNode): void {
    if (!(node instanceof FolderNode)) {
      node.sync();
      return;
    }
    for (const [index, changes] of this.pending.entries()) {
      if (!changes.some(({ folder }) => folder === node)) continue;
      for (const change of changes) {
        change.folder.keep(change.name, change.node);
        // What was to become of that name before is past.
        for (let earlier = 0; earlier < index; earlier++) {
          this.pending[earlier] = this.pending[earlier]!.filter(
            ({ folder, name }) => folder !== change.folder || name !== change.name,
          );
        }
      }
      this.pending[index] = [];
    }
    this.pending = this.pending.filter((changes) => changes.length > 0);
  }
}
