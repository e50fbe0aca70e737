/** A file: what was written, and what of it the last fsync has made durable. */
export class FileNode {
  live: Buffer = Buffer.alloc(0);
  durable: Buffer = Buffer.alloc(0);

  write(data: Uint8Array, position: number): void {
    const grown = Buffer.alloc(Math.max(this.live.length, position + data.length));
    this.live.copy(grown);
    grown.set(data, position);
    this.live = grown;
  }

  truncate(size: number): void {
    const cut = Buffer.alloc(size);
    this.live.copy(cut, 0, 0, size);
    this.live = cut;
  }

  sync(): void {
    this.durable = this.live;
  }
}

/** A folder: the entries that it has, and those that were made durable. */
export class FolderNode {
  readonly live = new Map<string, DiskNode>();
  readonly durable = new Map<string, DiskNode>();

  keep(name: string, node: DiskNode | null): void {
    if (node) this.durable.set(name, node);
    else this.durable.delete(name);
  }
}

export type DiskNode = FileNode | FolderNode;
