import type { Log } from '../domain/log.ts';
import type { AppRuntime, KeptApp } from '../domain/executors.ts';
import { openWays } from './app-network.ts';
import { createContainerAppRuntime } from './container-app-runtime.ts';
import type { ContainerAppRuntimeDeps } from './container-app-runtime.ts';
import { connectEngine } from './engine-connection.ts';
import type { ContainerEngine } from './engine-connection.ts';
import { tellTried } from './engine-trouble.ts';
import { ownEngineSearch } from './find-engine.ts';
import { ImageBuilder } from './image-builder.ts';
import { listKeptApps } from './kept-apps.ts';
import { reap } from './reaper.ts';
import { Instances } from './usage-instances.ts';

export interface ContainersDeps extends Omit<ContainerAppRuntimeDeps, 'engine' | 'instances' | 'builder'> {
  /** The setting `containers.engine`. */
  engineSetting: string;
  /** The setting `containers.buildWidth`; 0: as many as fit this machine. */
  buildWidth: number;
  log: Log;
}

/** The containers of one owner, in an engine that has answered. */
export interface Containers {
  runtime: AppRuntime;
  /** What earlier owners of the state folder have left on purpose. */
  kept(): Promise<KeptApp[]>;
  /** Removes what is over, of this owner and of dead ones before it. */
  sweep(): Promise<void>;
}

export { connectEngine, openWays };

const instances = new Instances();

/** Connects to the engine, and removes what dead owners of this state have left in it. */
export async function findContainers(deps: ContainersDeps): Promise<Containers | { reason: string }> {
  const answer = await connectEngine(ownEngineSearch(deps.engineSetting));
  if (!answer.available) return { reason: `no container engine was found (${tellTried(answer.tried)})` };
  const { engine } = answer;
  const sweep = () => sweepEngine(engine, deps);
  await sweep();
  const builder = imageBuilder(engine, deps);
  return {
    runtime: createContainerAppRuntime({ ...deps, engine, builder, instances }),
    kept: () => listKeptApps(engine, deps.owner),
    sweep,
  };
}

function imageBuilder({ client, kind }: ContainerEngine, { buildWidth, log }: ContainersDeps): ImageBuilder {
  return new ImageBuilder(client, {
    ...(buildWidth === 0 ? {} : { width: buildWidth }),
    // Podman has another builder, which the same call reaches.
    version: kind === 'docker' ? '2' : '1',
    onClassic: (reason) =>
      log.debug('ANAL', null, `The engine has no BuildKit, so images are built as before it: ${reason}`),
  });
}

async function sweepEngine({ client }: ContainerEngine, { owner, log }: ContainersDeps): Promise<void> {
  const { removed, failures } = await reap(client, owner, (instance) => instances.isOver(instance));
  if (removed > 0) {
    log.info('CLEANUP', null, `${removed} containers, networks and volumes of ended work were removed.`);
  }
  for (const failure of failures) log.warn('CLEANUP', null, `${failure} It is tried again later.`);
}
