import type { AppRuntime } from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import { createContainerAppRuntime } from './container-app-runtime.ts';
import type { ContainerAppRuntimeDeps } from './container-app-runtime.ts';
import { connectEngine } from './engine-connection.ts';
import { tellTried } from './engine-trouble.ts';
import { ownEngineSearch } from './find-engine.ts';
import { reapOlder } from './reaper.ts';

export interface ContainerPlaceDeps extends Omit<ContainerAppRuntimeDeps, 'engine'> {
  /** The setting `containers.engine`. */
  engineSetting: string;
  log: Log;
}

export { connectEngine };

/** Connects to the engine, and removes what dead owners of this state have left in it. */
export async function findContainers(
  deps: ContainerPlaceDeps,
): Promise<{ runtime: AppRuntime } | { reason: string }> {
  const answer = await connectEngine(ownEngineSearch(deps.engineSetting));
  if (!answer.available) return { reason: `no container engine was found (${tellTried(answer.tried)})` };
  const { engine } = answer;
  const removed = await reapOlder(engine.client, deps.owner);
  if (removed > 0) {
    deps.log.info('CLEANUP', null, `${removed} containers and networks of ended processes were removed.`);
  }
  return { runtime: createContainerAppRuntime({ ...deps, engine }) };
}
