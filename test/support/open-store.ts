import path from 'node:path';
import { Log } from '../../src/engine/domain/log.ts';
import type { LogEntry } from '../../src/engine/domain/log.ts';
import { Store } from '../../src/engine/store/store.ts';
import type { StoreOptions } from '../../src/engine/store/store.ts';

const root = path.join(import.meta.dirname, '..', '..');

export const programs: StoreOptions['programs'] = {
  snapshotWorker: path.join(root, 'dist', 'snapshot-worker.cjs'),
  wasmFile: path.join(root, 'dist', 'sql-wasm.wasm'),
};

/** The real store on a folder; its log lines are collected. */
export async function openStore(
  stateDir: string,
  options: { segmentBytes?: number; log?: LogEntry[] } = {},
): Promise<Store> {
  const { segmentBytes, log = [] } = options;
  return Store.open({
    stateDir,
    programs,
    log: new Log((entry) => log.push(entry)),
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
  });
}
