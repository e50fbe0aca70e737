import { AssayError } from './domain/errors.ts';
import { Emitter } from './domain/event.ts';
import type { Activity, EngineChange, PipelineRecord } from './domain/records.ts';
import type { Engine } from './engine-api.ts';
import { openOwnedEngine } from './engine.ts';
import type { EngineOptions } from './engine.ts';
import { EngineClient, OwnerLostError } from './remote/engine-client.ts';
import { mayRepeat, remoteMethodNames } from './remote/methods.ts';
import type { RemoteEngine, RemoteMethod } from './remote/methods.ts';
import { StateInUseError } from './store/ownership.ts';
import { untilSettled } from './until-settled.ts';

/** The engine as it is at the moment: our own, or that of the process that owns the state folder. */
type Source =
  | { kind: 'owner'; engine: Engine }
  | { kind: 'client'; engine: EngineClient['engine']; client: EngineClient };

/**
 * Opens the engine on a state folder: as its owner, or, while another process owns it, as a client of that one's live
 * engine. When that owner goes, this process takes over by itself.
 * @throws InputError when the state folder, a template or a stack cannot be used
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const shared = new SharedEngine(options, await openSource(options));
  const methods = remoteMethodNames.map((method) => [
    method,
    (...args: unknown[]) => shared.call(method, args),
  ]);
  return Object.assign(shared, Object.fromEntries(methods) as RemoteEngine);
}

async function openSource(options: EngineOptions): Promise<Source> {
  for (;;) {
    try {
      return { kind: 'owner', engine: await openOwnedEngine(options) };
    } catch (error) {
      if (!StateInUseError.is(error)) throw error;
      try {
        const client = await EngineClient.connect(error.owner);
        return { kind: 'client', engine: client.engine, client };
      } catch (lost) {
        // It went between our two looks: now it is ours, or another's.
        if (!(lost instanceof OwnerLostError)) throw lost;
      }
    }
  }
}

class SharedEngine {
  readonly #options: EngineOptions;
  readonly #changes = new Emitter<EngineChange>(ignore);
  readonly #activityChanges = new Emitter<void>(ignore);
  /** Pipelines that this process asked to run: after a take-over they are its own to go on with. */
  readonly #asked = new Set<number>();
  #source: Source;
  #switching: Promise<Source> | null = null;
  #ended = false;

  constructor(options: EngineOptions, source: Source) {
    this.#options = options;
    this.#source = source;
    this.#attach(source);
  }

  get onDidChange(): Engine['onDidChange'] {
    return this.#changes.event;
  }
  get onDidChangeActivity(): Engine['onDidChangeActivity'] {
    return this.#activityChanges.event;
  }
  activities(): Activity[] {
    return this.#source.kind === 'owner'
      ? this.#source.engine.activities()
      : this.#source.client.activities();
  }

  whenSettled(pipelineId: number): Promise<PipelineRecord> {
    const pipeline = (id: number) => this.call('pipeline', [id]) as Promise<PipelineRecord | null>;
    return untilSettled({ onDidChange: this.onDidChange, pipeline }, pipelineId);
  }

  /** One of the engine's methods, on whoever owns the folder at the moment. */
  async call(method: RemoteMethod, args: unknown[]): Promise<unknown> {
    for (;;) {
      const source = (await this.#switching) ?? this.#source;
      const call = source.engine[method].bind(source.engine) as (...values: unknown[]) => Promise<unknown>;
      try {
        const value = await call(...args);
        this.#remember(method, args, value);
        return value;
      } catch (error) {
        if (!(error instanceof OwnerLostError)) throw error;
        if (this.#ended || !mayRepeat(method, args)) {
          throw new AssayError('transient', `${error.message} What was asked of it may not have happened.`, {
            hint: 'Look, and ask again.',
          });
        }
        await this.#switch();
      }
    }
  }

  #remember(method: RemoteMethod, args: unknown[], value: unknown): void {
    if (method === 'run') this.#asked.add((value as Awaited<ReturnType<RemoteEngine['run']>>).pipelineId);
    if (method === 'resume') this.#asked.add(args[0] as number);
  }

  #attach(source: Source): void {
    const events = source.kind === 'owner' ? source.engine : source.client;
    events.onDidChange((change) => this.#changes.fire(change));
    events.onDidChangeActivity(() => this.#activityChanges.fire());
    // What cannot be opened now is tried again, and its error told, when somebody asks for something.
    if (source.kind === 'client') void source.client.lost.then(() => this.#switch()).catch(ignore);
  }

  /** The owner is gone: somebody takes over, perhaps this process. */
  async #switch(): Promise<void> {
    if (this.#ended) return;
    this.#switching ??= this.#openNext().finally(() => (this.#switching = null));
    await this.#switching;
  }

  async #openNext(): Promise<Source> {
    if (this.#source.kind === 'client') this.#source.client.close();
    const source = await openSource(this.#options);
    if (this.#ended) {
      await close(source, 0);
      throw new AssayError('cancelled', 'The engine was closed.');
    }
    this.#source = source;
    this.#attach(source);
    if (source.kind === 'owner' && this.#options.schedule === 'requested') {
      for (const id of this.#asked) await goOn(source.engine, id);
    }
    this.#changes.fire(everything);
    this.#activityChanges.fire();
    return source;
  }

  async shutdown(graceMs: number): Promise<void> {
    this.#ended = true;
    const source = (await this.#switching?.catch(() => null)) ?? this.#source;
    await close(source, graceMs);
    this.#changes.dispose();
    this.#activityChanges.dispose();
  }

  dispose(): void {
    void this.shutdown(0);
  }
}

/** A pipeline that was paused meanwhile stays so. */
async function goOn(engine: Engine, pipelineId: number): Promise<void> {
  const pipeline = await engine.pipeline(pipelineId);
  if (pipeline?.status === 'running' || pipeline?.status === 'pending') await engine.resume(pipelineId);
}

async function close(source: Source, graceMs: number): Promise<void> {
  if (source.kind === 'owner') await source.engine.shutdown(graceMs);
  else source.client.close();
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
