import type { CleanUpItem, CleanUpOutcome } from '../domain/clean-up.ts';
import { AssayError } from '../domain/errors.ts';
import type { AppRuntime, KeptApp } from '../domain/executors.ts';
import { AnalyzerContainers } from './analyzers/analyzer-containers.ts';
import type { AnalyzerContainersDeps } from './analyzers/analyzer-containers.ts';
import { cleanUp, offerCleanUp } from './clean-up.ts';
import type { InUse } from './clean-up.ts';
import { createContainerAppRuntime } from './apps/container-app-runtime.ts';
import type { ContainerAppRuntimeDeps } from './apps/container-app-runtime.ts';
import type { ContainerParts } from './container-parts.ts';
import { connectEngine } from './connection/engine-connection.ts';
import type { ContainerEngine } from './connection/engine-connection.ts';
import { engineWords } from './connection/engine-refusal.ts';
import { tellTried } from './connection/engine-trouble.ts';
import { ownEngineSearch } from './connection/find-engine.ts';
import { ImageBuilder } from './images/image-builder.ts';
import { ImageKeeper } from './images/image-keeper.ts';
import type { ImageLimits } from './images/images-limit.ts';
import { listKeptApps } from './apps/kept-apps.ts';
import { reap } from './reaper.ts';
import type { ContainerOwner } from './container-labels.ts';
import { ImageTimes } from './images/image-times.ts';
import { Instances } from './instances.ts';

export interface ContainersDeps
  extends
    Omit<ContainerParts, 'engine' | 'images' | 'builder'>,
    Pick<ContainerAppRuntimeDeps, 'catalog'>,
    Pick<AnalyzerContainersDeps, 'analyzerPorts' | 'retryDelayMs'> {
  /** The setting `containers.engine`. */
  engineSetting: string;
  /** The setting `containers.buildWidth`; 0: as many as fit this machine. */
  buildWidth: number;
  imageLimits: ImageLimits;
  /** Ends all that is asked of the engine. */
  closed: AbortSignal;
}

/** What Assay has left in an engine and nobody uses. */
export interface Cleaning {
  offer(): Promise<CleanUpItem[]>;
  /** @param chosen ids of what was offered */
  cleanUp(chosen: readonly string[]): Promise<CleanUpOutcome>;
}

/** The containers of one owner, in an engine that has answered. */
export interface Containers extends Cleaning {
  runtime: AppRuntime;
  analyzers: AnalyzerContainers;
  /** What earlier owners of the state folder have left on purpose. */
  kept(): Promise<KeptApp[]>;
  /** Whether their engine is there still, and works. */
  isThere(): Promise<boolean>;
  /** Removes what is over, of this owner and of dead ones before it, and images beyond their limits. */
  sweep(): Promise<void>;
}

export { connectEngine };

/** Of this process, whatever it is connected to. */
const instances = new Instances();
let keeper: ImageKeeper | null = null;

/** Connects to the engine, and removes what dead owners of this state have left in it. */
export async function findContainers(deps: ContainersDeps): Promise<Containers | { reason: string }> {
  const found = await findEngine(deps.engineSetting, deps.closed);
  if ('reason' in found) return found;
  const { client } = found;
  const images = (keeper ??= new ImageKeeper(new ImageTimes(deps.installation.cacheDir)));
  let isBuilt = true;
  const limitImages = async () => {
    if (!isBuilt) return;
    isBuilt = false;
    await images.limit(client, deps.imageLimits, deps.log);
  };
  const builder = imageBuilder(found, deps, () => {
    isBuilt = true;
  });
  try {
    await reapEngine(found, deps);
  } catch (error) {
    // One that is just starting or ending says its version, and no more.
    return { reason: `the container engine at ${found.address.host} does not work (${engineWords(error)})` };
  }
  // In the background: those before may have left too many.
  limitImages().catch((error: unknown) => {
    deps.log.debug('CLEANUP', null, `Images were not looked through: ${AssayError.from(error).message}`);
  });
  const shared = { ...deps, engine: found, builder, instances, images };
  return {
    ...cleaningOf(found, deps.owner, images),
    runtime: createContainerAppRuntime(shared),
    analyzers: new AnalyzerContainers(shared),
    // One that begins or ends may say its version and no more.
    isThere: async () =>
      (await found.takesConnections()) &&
      client.listContainers({ limit: 1 }).then(
        () => true,
        () => false,
      ),
    kept: () => listKeptApps(found, deps.owner),
    sweep: async () => {
      await reapEngine(found, deps);
      await limitImages();
    },
  };
}

function imageBuilder(
  engine: ContainerEngine,
  { buildWidth, log, owner }: ContainersDeps,
  onBuilt: () => void,
): ImageBuilder {
  return new ImageBuilder(engine, {
    ...{ onBuilt, owner, instances },
    ...(buildWidth === 0 ? {} : { width: buildWidth }),
    onClassic: (reason) =>
      log.debug('ANAL', null, `The engine has no BuildKit, so images are built as before it: ${reason}`),
  });
}

/** For a place that has no state folder: there all is somebody else's. */
export async function findCleaning(engineSetting: string): Promise<Cleaning | { reason: string }> {
  const found = await findEngine(engineSetting);
  return 'reason' in found ? found : cleaningOf(found, null, null);
}

async function findEngine(
  setting: string,
  closed?: AbortSignal,
): Promise<ContainerEngine | { reason: string }> {
  const answer = await connectEngine(ownEngineSearch(setting), closed);
  if (answer.available) return answer.engine;
  return { reason: `no container engine was found (${tellTried(answer.tried)})` };
}

function cleaningOf(
  { client }: ContainerEngine,
  owner: ContainerOwner | null,
  images: ImageKeeper | null,
): Cleaning {
  const inUse: InUse = {
    owner,
    isOver: (instance) => instances.isOver(instance),
    isPinned: (image) => images?.isPinned(image) ?? false,
  };
  return {
    offer: () => offerCleanUp(client, inUse),
    cleanUp: (chosen) => cleanUp(client, inUse, chosen),
  };
}

async function reapEngine({ client }: ContainerEngine, { owner, log }: ContainersDeps): Promise<void> {
  const { removed, failures } = await reap(client, owner, (instance) => instances.isOver(instance));
  if (removed > 0) {
    log.info('CLEANUP', null, `${removed} containers, networks and volumes of ended work were removed.`);
  }
  for (const failure of failures) log.warn('CLEANUP', null, `${failure} It is tried again later.`);
}
