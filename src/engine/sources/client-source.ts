import { OwnerLostError } from '../remote/engine-client.ts';
import type { EngineClient } from '../remote/engine-client.ts';
import type { Source } from './source.ts';

export function clientSource(client: EngineClient): Source {
  return {
    kind: 'client',
    call: (method, args) => client.call(method, args),
    activities: () => client.activities(),
    runningApps: () => client.runningApps(),
    onDidChangeApps: client.onDidChangeApps,
    onDidChange: client.onDidChange,
    onDidChangeActivity: client.onDidChangeActivity,
    ended: client.lost,
    hasEnded: (error) => error instanceof OwnerLostError,
    // Who serves clients schedules: one that does not is here for one command only.
    schedules: true,
    get place() {
      return client.place;
    },
    close: async () => client.close(),
  };
}
