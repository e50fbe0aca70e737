import { Log } from '../../../src/engine/domain/log.ts';
import type { LogEntry } from '../../../src/engine/domain/log.ts';
import { defaultConfiguration } from '../../../src/engine/domain/configuration.ts';
import { removeLeftAttempts } from '../../../src/engine/scheduler/publication.ts';
import { Scheduler } from '../../../src/engine/scheduler/scheduler.ts';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import { Store } from '../../../src/engine/store/store.ts';
import { interruptAll } from '../../../src/engine/store/transitions/recovery.ts';
import { programs } from '../../support/open-store.ts';
import type { Database } from 'sql.js';
import type { Machine } from './commands.ts';
import { newestDatabase } from './machine/quick-sql.ts';
import type { VirtualClock } from './machine/virtual-clock.ts';
import { Workshop } from './workshop.ts';
import type { Work } from './workshop.ts';

export interface LifeOptions {
  stateDir: string;
  machine: Machine;
  /** Whose models this process can ask. */
  providers: readonly string[];
  clock: VirtualClock;
  random: () => number;
  newToken: () => string;
  onLog: (entry: LogEntry) => void;
  onStart: (work: Work) => void;
  /** The first time before anything is scheduled. */
  onDurable: (database: Database) => void;
}

/** The longest that a look may be late. So long here that nothing of what must come at once can hide behind it. */
export const pollIntervalMs = 60_000;

/** One process's engine: the real store and scheduler. */
export class Life {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly workshop: Workshop;

  private constructor(store: Store, scheduler: Scheduler, workshop: Workshop) {
    this.store = store;
    this.scheduler = scheduler;
    this.workshop = workshop;
  }

  /** As the engine opens itself. */
  static async begin(options: LifeOptions): Promise<Life> {
    const { clock, machine, random } = options;
    const log = new Log(options.onLog);
    const store = await Store.open({ stateDir: options.stateDir, programs, log });
    const database = newestDatabase();
    await store.write((tx) => interruptAll(tx, clock.now()));
    await removeLeftAttempts(store);
    options.onDurable(database);
    store.onDidChange(() => options.onDurable(database));
    const blobs = new BlobStore(store.folder.blobs);
    const workshop = new Workshop({ blobs, random, onStart: options.onStart });
    const scheduler = new Scheduler({
      store,
      blobs,
      generation: workshop.generation,
      analysis: workshop.analysis,
      configuration: {
        ...defaultConfiguration,
        'generation.maxWorkers': machine.generationWorkers,
        'analysis.maxWorkers': machine.analysisWorkers,
        pollIntervalMs,
      },
      capabilities: { providers: options.providers, trusted: true },
      log,
      clock,
      random,
      newToken: options.newToken,
      admission: 'all',
    });
    scheduler.start();
    return new Life(store, scheduler, workshop);
  }
}
