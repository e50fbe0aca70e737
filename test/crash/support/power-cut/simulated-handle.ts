import fs from 'node:fs';
import { FileNode } from './disk-nodes.ts';
import type { DiskNode } from './disk-nodes.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

const open = new Map<number, SimulatedHandle>();

/** As much of a `FileHandle` as the engine uses, on a simulated disk. */
export class SimulatedHandle {
  readonly #disk: SimulatedDisk;
  readonly #file: string;
  readonly #descriptor: number;
  readonly #node: DiskNode;

  constructor(disk: SimulatedDisk, file: string, descriptor: number, node: DiskNode) {
    this.#disk = disk;
    this.#file = file;
    this.#descriptor = descriptor;
    this.#node = node;
    open.set(descriptor, this);
  }

  /** null: of a file that lies elsewhere. */
  static of(descriptor: number): SimulatedHandle | null {
    return open.get(descriptor) ?? null;
  }

  get fd(): number {
    return this.#descriptor;
  }

  writeSync(data: Buffer, offset: number, length: number, position: number): number {
    const part = data.subarray(offset, offset + length);
    this.#disk.changeNow('write', this.#file, () => this.#write(part, position));
    return length;
  }

  async writeFile(content: Uint8Array | string): Promise<void> {
    const data = Buffer.from(content);
    await this.#disk.change('write', this.#file, () => this.#write(data, 0));
  }

  #write(data: Buffer, position: number): void {
    fs.writeSync(this.#descriptor, data, 0, data.length, position);
    this.#fileNode().write(data, position);
  }

  async truncate(size: number): Promise<void> {
    await this.#disk.change('truncate', this.#file, () => {
      fs.ftruncateSync(this.#descriptor, size);
      this.#fileNode().truncate(size);
    });
  }

  sync(): Promise<void> {
    return this.#sync('fsync');
  }

  datasync(): Promise<void> {
    return this.#sync('fdatasync');
  }

  async close(): Promise<void> {
    if (this.#disk.isDead) return this.#disk.silence;
    open.delete(this.#descriptor);
    fs.closeSync(this.#descriptor);
  }

  #sync(kind: string): Promise<void> {
    // One that the power failure falls into has had no effect.
    return this.#disk.change(kind, this.#file, () => {
      if (!this.#disk.isFailing) this.#disk.sync(this.#node);
    });
  }

  #fileNode(): FileNode {
    if (this.#node instanceof FileNode) return this.#node;
    throw new Error(`${this.#file} is a folder and takes no data.`);
  }
}
