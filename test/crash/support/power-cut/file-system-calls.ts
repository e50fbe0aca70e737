/** Stands in for `node:fs` in the engine, as `file-system.ts` does for its promises. Looks are never in the way. */
import fs from 'node:fs';
import { SimulatedHandle } from './simulated-handle.ts';

export {
  accessSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
} from 'node:fs';

export function writeSync(
  descriptor: number,
  data: Buffer,
  offset: number,
  length: number,
  position: number,
): number {
  const handle = SimulatedHandle.of(descriptor);
  if (!handle) return fs.writeSync(descriptor, data, offset, length, position);
  return handle.writeSync(data, offset, length, position);
}

export function fdatasync(descriptor: number, done: (error: Error | null) => void): void {
  const handle = SimulatedHandle.of(descriptor);
  if (!handle) return fs.fdatasync(descriptor, done);
  handle.datasync().then(() => done(null), done);
}
