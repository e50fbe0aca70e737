/** `node:fs` and its promises over synchronous calls, for the engine. Nothing is really synced. */
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { diskOf, diskOfDescriptor } from './quick-disk.ts';
import type { QuickDisk } from './quick-disk.ts';

type Call = (...args: unknown[]) => unknown;

export function replace(specifier: string): Record<string, unknown> {
  return specifier === 'node:fs' ? { ...fs, ...calls } : { ...promises, ...awaitedCalls(), open };
}

/** Each function of the promises has a twin that does not wait. */
function awaitedCalls(): Record<string, Call> {
  const twins = fs as unknown as Record<string, Call | undefined>;
  const replaced: Record<string, Call> = {};
  for (const name of Object.keys(promises)) {
    const twin = twins[`${name}Sync`];
    if (twin) replaced[name] = (...args) => operate(args[0], () => twin(...args));
  }
  return replaced;
}

async function operate<T>(file: unknown, effect: () => T): Promise<T> {
  const disk = diskOf(String(file));
  return disk ? disk.operate(effect) : effect();
}

async function open(file: string, flags?: fs.OpenMode, mode?: fs.Mode): Promise<QuickHandle> {
  const disk = diskOf(file);
  const makeHandle = () => new QuickHandle(fs.openSync(file, flags ?? 'r', mode), disk);
  return disk ? disk.operate(makeHandle) : makeHandle();
}

/** As much of a `FileHandle` as the engine uses. */
class QuickHandle {
  readonly fd: number;
  readonly #disk: QuickDisk | undefined;

  constructor(fd: number, disk: QuickDisk | undefined) {
    this.fd = fd;
    this.#disk = disk;
    disk?.opened(fd);
  }

  writeFile = (content: Uint8Array | string): Promise<void> =>
    this.#operate(() => fs.writeFileSync(this.fd, content));
  truncate = (size: number): Promise<void> => this.#operate(() => fs.ftruncateSync(this.fd, size));
  stat = (): Promise<fs.Stats> => this.#operate(() => fs.fstatSync(this.fd));
  sync = (): Promise<void> => this.#operate(() => undefined);
  datasync = (): Promise<void> => this.#operate(() => undefined);
  close = (): Promise<void> =>
    this.#operate(() => (this.#disk ? this.#disk.close(this.fd) : fs.closeSync(this.fd)));

  async #operate<T>(effect: () => T): Promise<T> {
    return this.#disk ? this.#disk.operate(effect) : effect();
  }
}

/** Of `node:fs`, what changes or waits. Looks are never in the way. */
const calls = {
  writeSync(fd: number, data: Buffer, offset: number, length: number, position: number): number {
    // A call that does not wait cannot keep silent; its caller's next wait has no end.
    if (diskOfDescriptor(fd)?.isDead) return length;
    return fs.writeSync(fd, data, offset, length, position);
  },
  fdatasync(fd: number, done: (error: Error | null) => void): void {
    const disk = diskOfDescriptor(fd);
    if (!disk) return fs.fdatasync(fd, done);
    disk.operate(() => undefined).then(() => done(null), done);
  },
};
