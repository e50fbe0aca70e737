import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerPlace } from './app-runtimes.ts';
import type { Catalog } from './catalog/catalog.ts';
import { applySettings, defaultConfiguration } from './domain/configuration.ts';
import type { Configuration } from './domain/configuration.ts';
import type { Cleaning, Containers } from './containers/containers.lazy.ts';
import type { Disposable } from './domain/disposable.ts';
import { AssayError } from './domain/errors.ts';
import type { Log } from './domain/log.ts';
import type { Installation } from './processes/installation.ts';
import { writeDurably } from './store/files.ts';
import type { Store } from './store/store.ts';

type Look = Containers | { reason: string };

/** In the state folder once it may have containers: only then is there something to look for at a start. */
const mark = 'containers-used';
const sweepEveryMs = 60_000;
const lookAgainMs = 1_000;
/** How long work waits for an engine that has gone away. */
const returnTimeoutMs = 600_000;
/**
 * How long an engine may take to remove what is still there when all work has ended. A second or two is usual, a busy or distant one
 * takes some more; one that says nothing at all for so long is waited for by a person who wants to leave.
 */
const farewellMs = 20_000;
const leftBehind =
  `The container engine has not removed everything in ${farewellMs / 1000} s. ` +
  'What it still has of this run is left behind, and removed at the next start.';

/** The containers of one state folder. What speaks to their engine is loaded when they are first wanted. */
export class OwnContainers implements ContainerPlace, Disposable {
  readonly #parts: ContainerPlaceParts;
  readonly #closed = new AbortController();
  /** What is asked of the engine ends. */
  readonly #givenUp = new AbortController();
  #known: Promise<Look> | null = null;
  /** It has answered this process at least once. */
  #wasHere = false;
  #timer: NodeJS.Timeout | null = null;
  #farewell: NodeJS.Timeout | null = null;

  constructor(parts: ContainerPlaceParts) {
    this.#parts = parts;
  }

  /** Removes what dead owners have left, where there may be something. Keeps nobody waiting. */
  reapLeft(): void {
    if (existsSync(this.#markFile)) void this.#sweep();
  }

  async find(): Promise<Look> {
    this.#known ??= this.#look();
    try {
      const found = await this.#known;
      // One that is not there may be there the next time.
      if ('reason' in found) this.#known = null;
      else this.#found();
      return found;
    } catch (error) {
      this.#known = null;
      throw error;
    }
  }

  get wasHere(): boolean {
    return this.#wasHere;
  }

  async regained(signal: AbortSignal): Promise<boolean> {
    const before = await this.#known?.catch(() => null);
    // What it builds and has built is kept together.
    if (before && !('reason' in before) && (await before.isThere())) return false;
    this.#known = null;
    const found = await this.find();
    if (!this.#wasHere || !('reason' in found)) return false;
    const { log } = this.#parts;
    log.warn('ANAL', null, `The container engine has gone away; what needs it waits. ${found.reason}.`);
    const until = AbortSignal.any([signal, this.#closed.signal, AbortSignal.timeout(returnTimeoutMs)]);
    while (!until.aborted) {
      await sleep(lookAgainMs, undefined, { signal: until }).catch(() => undefined);
      if (until.aborted || 'reason' in (await this.find())) continue;
      log.info('ANAL', null, 'The container engine is back.');
      return true;
    }
    signal.throwIfAborted();
    return false;
  }

  /** @throws AssayError `misconfigured` when there is no engine */
  async cleaning(): Promise<Cleaning> {
    return existing(await this.find());
  }

  /** All work has ended: what is left is to remove containers, and if the engine hangs they are left behind. */
  farewell(): void {
    this.#farewell ??= setTimeout(() => {
      const isWaitedFor = !this.#closed.signal.aborted && this.#known !== null;
      if (isWaitedFor) this.#parts.log.warn('SHUTDOWN', null, leftBehind);
      this.#givenUp.abort();
    }, farewellMs);
  }

  /** A look at what dead owners have left may still go on, and keeps the process, for as long as a farewell may. */
  dispose(): void {
    this.#closed.abort();
    if (this.#timer) clearInterval(this.#timer);
    this.farewell();
    this.#farewell?.unref();
  }

  get #markFile(): string {
    return path.join(this.#parts.store.folder.root, mark);
  }

  #found(): void {
    this.#wasHere = true;
    if (this.#closed.signal.aborted) return;
    this.#timer ??= setInterval(() => void this.#sweep(), sweepEveryMs).unref();
  }

  /** One that does not work is said, and tried again later. */
  async #sweep(): Promise<void> {
    const before = this.#known;
    try {
      const found = await this.find();
      // Who finds it sweeps already.
      if (!('reason' in found) && before !== null) await found.sweep();
    } catch (error) {
      const { message } = AssayError.from(error);
      this.#parts.log.debug('CLEANUP', null, `The container engine could not be swept: ${message}`);
    }
  }

  async #look(): Promise<Look> {
    const { installation, catalog, configuration, store, log } = this.#parts;
    const { findContainers } = await import('./containers/containers.lazy.ts');
    if (!existsSync(this.#markFile)) {
      await writeDurably(this.#markFile, 'Apps of this folder may have been started in containers.\n');
    }
    return findContainers({
      ...{ installation, catalog, log },
      engineSetting: configuration['containers.engine'],
      baseImages: configuration['containers.baseImages'],
      caCertificates: configuration['containers.caCertificates'],
      buildWidth: configuration['containers.buildWidth'],
      imageLimits: {
        count: configuration['containers.maxImages'],
        bytes: configuration['containers.maxImagesMb'] * 1_000_000,
      },
      analyzerPorts: analyzerPorts(configuration),
      retryDelayMs: configuration['containers.retryDelayMs'],
      closed: this.#givenUp.signal,
      owner: { state: await folderId(store.folder.root), epoch: store.ownership.epoch },
    });
  }
}

/** For a folder that has no state: there all that Assay has left is another's. @throws as `cleaning` */
export async function cleaningWithoutState(settings: Readonly<Record<string, unknown>>): Promise<Cleaning> {
  const { configuration } = applySettings(defaultConfiguration, settings);
  const { findCleaning } = await import('./containers/containers.lazy.ts');
  return existing(await findCleaning(configuration['containers.engine']));
}

function existing<T extends object>(found: T | { reason: string }): T {
  if (!('reason' in found)) return found;
  throw new AssayError('misconfigured', `There is nothing to clean up: ${found.reason}.`, {
    hint: 'Start Docker or Podman, or name the engine in DOCKER_HOST or the setting containers.engine.',
  });
}

export interface ContainerPlaceParts {
  installation: Installation;
  catalog: Catalog;
  configuration: Configuration;
  store: Pick<Store, 'folder' | 'ownership'>;
  log: Log;
}

function analyzerPorts(configuration: Configuration) {
  return {
    'static-analyzer': configuration['analysis.staticAnalyzerPort'],
    'dynamic-analyzer': configuration['analysis.dynamicAnalyzerPort'],
    'performance-tester': configuration['analysis.performanceTesterPort'],
  };
}

/** The same however the folder is called, and unlike that of any copy of it. */
export async function folderId(root: string): Promise<string> {
  const { dev, ino, birthtimeMs } = await stat(root, { bigint: true });
  return createHash('sha256').update(`${dev}:${ino}:${birthtimeMs}`).digest('hex').slice(0, 24);
}
