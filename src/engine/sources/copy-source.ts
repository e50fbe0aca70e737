import path from 'node:path';
import { AssayError } from '../domain/errors.ts';
import { EngineQueries } from '../engine-queries.ts';
import type { Installation } from '../processes/installation.ts';
import type { RemoteMethod } from '../remote/methods.ts';
import { BlobStore } from '../store/blobs.ts';
import { callLastOwner } from '../store/owner-call.ts';
import type { LastOwner } from '../store/owner-call.ts';
import { StateCopy } from '../store/state-copy.ts';
import type { Source } from './source.ts';

const lookIntervalMs = 250;

export interface CopyOptions {
  stateDir: string;
  installation: Pick<Installation, 'root'>;
}

/** Reads the state folder while nobody answers for it, until somebody does. */
export async function copySource(options: CopyOptions, owners: string, last: LastOwner): Promise<Source> {
  const copy = await StateCopy.read({
    stateDir: options.stateDir,
    wasmFile: path.join(options.installation.root, 'dist', 'sql-wasm.wasm'),
    trouble: whyNobodyWorks(last),
    orphaned: last.state === 'none',
    now: Date.now(),
  });
  const queries = new EngineQueries(copy, new BlobStore(copy.folder.blobs));
  const watch = watchForOwner(owners, last);
  let closing: Promise<void> | null = null;
  return {
    kind: 'copy',
    call: async (method, args) => {
      const query = (queries as unknown as Partial<Record<RemoteMethod, (...args: unknown[]) => unknown>>)[
        method
      ];
      if (!query) throw new AssayError('bug', `Who only looks at a state folder cannot ${method}.`);
      return query.apply(queries, [...args]);
    },
    activities: () => [],
    runningApps: () => [],
    onDidChangeApps: () => ({ dispose: () => {} }),
    // Nothing changes while nobody works on it.
    onDidChange: () => ({ dispose: () => {} }),
    onDidChangeActivity: () => ({ dispose: () => {} }),
    ended: watch.changed,
    hasEnded: () => false,
    schedules: false,
    place: null,
    close: () => {
      watch.dispose();
      return (closing ??= copy.close());
    },
  };
}

function whyNobodyWorks(last: LastOwner): AssayError {
  return last.state === 'silent'
    ? new AssayError('transient', `Process ${last.owner.pid}, which works on it, is stopped.`, {
        hint: 'Continue it, or end it; then another goes on.',
      })
    : new AssayError('transient', 'Nobody works on it at the moment.', {
        hint: '`assay run`, or the editor, goes on with it.',
      });
}

/** Resolves when there is an owner that answers, or has been one. */
function watchForOwner(owners: string, before: LastOwner): { changed: Promise<void>; dispose(): void } {
  let disposed = false;
  let timer: NodeJS.Timeout;
  const changed = new Promise<void>((resolve, reject) => {
    const look = async () => {
      const last = await callLastOwner(owners);
      if (last.state === 'answers') last.socket.destroy();
      if (disposed) return;
      if (last.state !== before.state || last.epoch !== before.epoch) resolve();
      else timer = setTimeout(() => void look().catch(reject), lookIntervalMs);
    };
    timer = setTimeout(() => void look().catch(reject), lookIntervalMs);
  });
  return {
    changed,
    dispose: () => {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
