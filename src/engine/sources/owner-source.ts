import type { EngineOptions } from '../engine-options.ts';
import type { OwnedEngine } from '../engine.ts';
import type { RemoteMethod } from '../remote/methods.ts';
import type { Source } from './source.ts';

export function ownerSource(engine: OwnedEngine, options: Pick<EngineOptions, 'schedule'>): Source {
  return {
    kind: 'owner',
    call: (method: RemoteMethod, args) =>
      (engine[method].bind(engine) as (...values: readonly unknown[]) => Promise<unknown>)(...args),
    activities: () => engine.activities(),
    runningApps: () => engine.runningApps(),
    onDidChangeApps: engine.onDidChangeApps,
    onDidChange: engine.onDidChange,
    onDidChangeActivity: engine.onDidChangeActivity,
    ended: engine.watch.deposed,
    hasEnded: () => engine.watch.look(),
    schedules: options.schedule !== 'none',
    place: null,
    close: (graceMs) => engine.shutdown(graceMs),
  };
}
