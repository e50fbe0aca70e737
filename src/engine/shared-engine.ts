import { commonCapabilities } from './domain/capabilities.ts';
import { AssayError } from './domain/errors.ts';
import { Emitter } from './domain/event.ts';
import { Log } from './domain/log.ts';
import type { Activity, EngineChange, PipelineRecord } from './domain/records.ts';
import type { RunningApp } from './domain/running-app.ts';
import type { EngineView, SharedEngine } from './engine-api.ts';
import { openOwnedEngine } from './open-owned-engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { ownCapabilities } from './own-capabilities.ts';
import { mayRepeat, remoteMethodNames } from './remote/methods.ts';
import type { RemoteEngine, RemoteMethod } from './remote/methods.ts';
import type { ClientRole } from './remote/wire.ts';
import { copySource } from './sources/copy-source.ts';
import { findSource, waitForTurn } from './sources/find-source.ts';
import type { Seeker } from './sources/find-source.ts';
import { ownerSource } from './sources/owner-source.ts';
import type { Source } from './sources/source.ts';
import { stateFolder } from './store/state-folder.ts';
import { untilSettled } from './until-settled.ts';

/**
 * Opens the engine on a state folder: as its owner, or, while another process owns it, as a client of that one's live
 * engine. When that owner goes, one of its clients takes over by itself.
 * @throws InputError when the state folder, a template or a stack cannot be used
 */
export async function openEngine(options: EngineOptions): Promise<SharedEngine> {
  const capabilities = await ownCapabilities(options);
  return share({ ...options, capabilities }, options.schedule, async () =>
    ownerSource(await openOwnedEngine(options), options),
  );
}

/**
 * Opens a state folder, which has to be there, for looking: at the live engine of its owner, or while it has none at its
 * files. Changes nothing, and keeps nobody from owning it.
 * @throws InputError when the state was written by a newer version
 */
export async function openView(
  options: Pick<EngineOptions, 'stateDir' | 'installation' | 'log'>,
): Promise<EngineView> {
  const { owners } = stateFolder(options.stateDir);
  return share(options, 'look', (last) => copySource(options, owners, last));
}

async function share(
  options: Pick<EngineOptions, 'stateDir' | 'log' | 'capabilities'>,
  role: ClientRole,
  alone: Seeker['alone'],
): Promise<SharedEngine> {
  const { stateDir, capabilities = commonCapabilities } = options;
  const { owners } = stateFolder(stateDir);
  const seeker: Seeker = { client: { role, capabilities }, stateDir, owners, alone };
  const shared = new Sharing(seeker, new Log(options.log), await findSource(seeker));
  const methods = remoteMethodNames.map((method) => [
    method,
    (...args: unknown[]) => shared.call(method, args),
  ]);
  // Onto it, not into another: getters stay getters.
  return Object.assign(shared, Object.fromEntries(methods) as RemoteEngine);
}

class Sharing {
  readonly #seeker: Seeker;
  readonly #log: Log;
  readonly #changes = new Emitter<EngineChange>(ignore);
  readonly #activityChanges = new Emitter<void>(ignore);
  readonly #appChanges = new Emitter<void>(ignore);
  /** Pipelines that this process asked to run: whoever owns the folder next is asked to go on with them. */
  readonly #asked = new Set<number>();
  readonly #closed = new AbortController();
  readonly #ending = new AbortController();
  #source: Source;
  #switching: Promise<Source> | null = null;

  constructor(seeker: Seeker, log: Log, source: Source) {
    this.#seeker = seeker;
    this.#log = log;
    this.#source = source;
    this.#attach(source);
  }

  get onDidChange(): SharedEngine['onDidChange'] {
    return this.#changes.event;
  }
  get onDidChangeActivity(): SharedEngine['onDidChangeActivity'] {
    return this.#activityChanges.event;
  }
  get owns(): boolean {
    return this.#source.kind === 'owner';
  }
  activities(): Activity[] {
    return this.#source.activities();
  }
  get onDidChangeApps(): SharedEngine['onDidChangeApps'] {
    return this.#appChanges.event;
  }
  runningApps(): RunningApp[] {
    return this.#source.runningApps();
  }

  whenSettled(pipelineId: number): Promise<PipelineRecord> {
    const pipeline = (id: number) => this.call('pipeline', [id]) as Promise<PipelineRecord | null>;
    return untilSettled({ onDidChange: this.onDidChange, pipeline }, pipelineId, this.#closed.signal);
  }

  /** One of the engine's methods, on whoever owns the folder at the moment. */
  async call(method: RemoteMethod, args: unknown[]): Promise<unknown> {
    for (;;) {
      const source = (await this.#switching) ?? this.#source;
      try {
        const value = await source.call(method, args);
        this.#remember(method, args, value);
        return value;
      } catch (error) {
        const switched = source !== this.#source || this.#switching !== null;
        if (!switched && !source.hasEnded(error)) throw error;
        if (this.#ending.signal.aborted || !mayRepeat(method, args)) {
          throw new AssayError(
            'transient',
            'The Assay that owns the state folder has gone while it was asked.',
            {
              cause: error,
              hint: 'What was asked of it may not have happened. Look, and ask again.',
            },
          );
        }
        await this.#switch(source);
      }
    }
  }

  #remember(method: RemoteMethod, args: unknown[], value: unknown): void {
    if (method === 'run') this.#asked.add((value as Awaited<ReturnType<RemoteEngine['run']>>).pipelineId);
    if (method === 'resume') this.#asked.add(args[0] as number);
  }

  #attach(source: Source): void {
    source.onDidChange((change) => this.#changes.fire(change));
    source.onDidChangeActivity(() => this.#activityChanges.fire());
    source.onDidChangeApps(() => this.#appChanges.fire());
    source.ended
      .then(() => this.#switch(source))
      // Who waits for something looks again, and is told why nothing comes.
      .catch(() => this.#changes.fire(everything));
  }

  /** A source has ended: this process takes over, or finds who did. */
  async #switch(ended: Source): Promise<void> {
    while (!this.#ending.signal.aborted) {
      // It may be the one that is just being found, and has gone again.
      if (this.#switching) await this.#switching;
      else if (this.#source !== ended) return;
      else this.#switching = this.#openNext().finally(() => (this.#switching = null));
    }
  }

  async #openNext(): Promise<Source> {
    const last = this.#source;
    if (last.kind === 'owner') {
      this.#log.warn(
        'PIPE',
        null,
        `Another process has taken over the state folder ${this.#seeker.stateDir}.`,
      );
    }
    await last.close(0);
    if (last.kind === 'client') await waitForTurn(this.#seeker, last.place, this.#ending.signal);
    const source = await findSource(this.#seeker);
    if (this.#ending.signal.aborted) {
      await source.close(0);
      throw engineClosed();
    }
    this.#source = source;
    this.#attach(source);
    if (source.schedules && this.#seeker.client.role === 'requested') {
      for (const id of this.#asked) await goOn(source, id);
    }
    this.#changes.fire(everything);
    this.#activityChanges.fire();
    this.#appChanges.fire();
    return source;
  }

  async shutdown(graceMs: number): Promise<void> {
    this.#ending.abort();
    const source = (await this.#switching?.catch(() => null)) ?? this.#source;
    try {
      await source.close(graceMs);
    } finally {
      this.#closed.abort();
      this.#changes.dispose();
      this.#activityChanges.dispose();
      this.#appChanges.dispose();
    }
  }

  dispose(): void {
    void this.shutdown(0);
  }
}

/** A pipeline that was paused meanwhile stays so. */
async function goOn(source: Source, pipelineId: number): Promise<void> {
  try {
    const pipeline = (await source.call('pipeline', [pipelineId])) as PipelineRecord | null;
    if (pipeline?.status !== 'running' && pipeline?.status !== 'pending') return;
    await source.call('resume', [pipelineId]);
  } catch (error) {
    // The next one is asked again.
    if (!source.hasEnded(error)) throw error;
  }
}

function engineClosed(): AssayError {
  return new AssayError('cancelled', 'The engine was closed.');
}

const none: ReadonlySet<number> = new Set();
const everything: EngineChange = {
  pipelines: none,
  jobs: none,
  mainTasks: none,
  subtasks: none,
  reset: true,
};

function ignore(): void {}
