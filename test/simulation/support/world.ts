import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Database } from 'sql.js';
import type { LogEntry } from '../../../src/engine/domain/log.ts';
import { seededRandom } from '../../../src/engine/generation/builtin/random.ts';
import type { Machine } from './commands.ts';
import { Laws } from './laws/laws.ts';
import type { Ask } from './laws/moment.ts';
import { Life, pollIntervalMs } from './life.ts';
import { QuickDisk } from './machine/quick-disk.ts';
import { closeAllDatabases } from './machine/quick-sql.ts';
import { forSteps, untilStill } from './machine/stillness.ts';
import { VirtualClock } from './machine/virtual-clock.ts';
import { providers as allProviders } from './plans.ts';
import type { Plan } from './plans.ts';
import type { State } from './state.ts';
import type { Outcome, Work } from './workshop.ts';

const start = Date.UTC(2030, 0, 1);

/** Verifying takes as long as the rest of a step; what it finds does not go away by itself. */
const restsToVerify = 5;

/** A machine on which one process after the other runs the engine, and time that goes on only when it is told to. */
export class World {
  readonly clock = new VirtualClock(start);
  /** What was asked to be run, by the file that asks for it. */
  readonly plans = new Map<string, Plan>();
  readonly laws: Laws;
  readonly log: string[] = [];
  readonly #machine: Machine;
  readonly #folder: string;
  readonly #random: () => number;
  #lives = 0;
  #rests = 0;
  #tokens = 0;
  #disk: QuickDisk | null = null;
  #life: Life | null = null;
  #asks: Ask[] = [];
  /** What was broken while the engine was at work: thrown once it is still. */
  #broken: unknown = null;
  #providers: readonly string[] = allProviders;
  #nextProviders: readonly string[] = allProviders;
  #stopping = false;
  #stopped = false;

  constructor(machine: Machine, folder: string) {
    this.#machine = machine;
    this.#folder = folder;
    this.#random = seededRandom(machine.seed);
    this.laws = new Laws(machine, this.plans);
  }

  get life(): Life {
    return this.#life!;
  }

  get state(): State {
    return this.laws.state;
  }

  get stateDir(): string {
    return path.join(this.#folder, `life-${this.#lives}`);
  }

  get running(): readonly Work[] {
    return this.#life?.workshop.running ?? [];
  }

  get canAskAll(): boolean {
    return this.#providers.length === allProviders.length;
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  /** A process begins, which may die of what was to come; then the next one does. */
  async begin(between: 'nothing' | 'an end' | 'an abrupt end', dieIn: number | null = null): Promise<void> {
    const disk = new QuickDisk(this.stateDir, () => Math.floor(this.#random() * 3));
    this.#disk = disk;
    if (dieIn !== null) disk.dieIn(dieIn);
    this.laws.between(between);
    let failure: unknown = null;
    Life.begin({
      stateDir: this.stateDir,
      machine: this.#machine,
      providers: ['builtin', ...this.#providers],
      clock: this.clock,
      random: this.#random,
      newToken: () => `token ${++this.#tokens}`,
      onLog: (entry) => this.#hear(disk, entry),
      onStart: (work) => this.#guard(disk, () => this.laws.begin(work, this.running)),
      onDurable: (database) => this.#guard(disk, () => this.#observe(database)),
    }).then(
      (life) => (this.#life = life),
      (error: unknown) => (failure = error),
    );
    await untilStill(() => disk.operations);
    if (failure !== null && !disk.isDead) throw failure as Error;
    await this.#afterwards();
  }

  /** Something that a person asks for; what it leads to is seen in the states that follow. */
  ask(ask: Ask, act: (life: Life) => Promise<unknown>): void {
    this.#asks.push(ask);
    const disk = this.#disk!;
    // What a dead process hears is nobody's: the next one sees what became of it.
    const answered = () => {
      if (!disk.isDead) this.#asks = this.#asks.filter((other) => other !== ask);
    };
    act(this.life).then(answered, (error: unknown) => {
      answered();
      // What was deleted meanwhile, or closes, refuses whoever comes later.
      const gone = ask.pipelineId !== null && !this.state.pipelines.has(ask.pipelineId);
      if (!this.#stopping && !gone) this.#guard(disk, () => assert.fail(error as Error));
    });
  }

  end(work: Work, outcome: Outcome): void {
    this.laws.ledger.ended(work, outcome);
    work.end(outcome);
  }

  crash(operations: number | null): void {
    if (operations === null) this.#disk!.die();
    else this.#disk!.dieIn(operations);
  }

  /** @param providers that the next process can ask */
  stop(graceMs: number, providers: readonly string[]): void {
    this.#stopping = true;
    this.#nextProviders = providers;
    this.laws.stopping = true;
    const { scheduler, store } = this.life;
    const disk = this.#disk!;
    scheduler
      .stop(graceMs, 5_000)
      .then(() => store.close())
      .then(
        () => (this.#stopped ||= !disk.isDead && this.#disk === disk),
        (error: unknown) => this.#guard(disk, () => assert.fail(error as Error)),
      );
  }

  /** @param steps null: until it rests */
  async goOn(steps: number | null): Promise<void> {
    if (steps === null) await this.#still();
    else await forSteps(steps);
    await this.#afterwards();
  }

  async advance(ms: number): Promise<void> {
    await this.#still();
    await this.clock.advance(ms, () => this.#still());
    await this.#afterwards();
  }

  #still(): Promise<void> {
    return untilStill(() => this.#disk!.operations);
  }

  async #afterwards(): Promise<void> {
    if (this.#broken !== null) throw this.#broken as Error;
    if (this.#disk!.isDead) await this.#bury('an abrupt end');
    else if (this.#stopped) await this.#bury('an end');
  }

  /** The process is gone, with all that it had in memory; the next one begins where it was. */
  async #bury(end: 'an end' | 'an abrupt end'): Promise<void> {
    const disk = this.#disk!;
    disk.die();
    await this.#still();
    this.#life = null;
    this.clock.forgetTimers();
    const from = this.stateDir;
    this.#lives++;
    // What the dead one still asks for is asked of a folder that is nobody's.
    fs.renameSync(from, this.stateDir);
    disk.remove();
    closeAllDatabases();
    [this.#stopping, this.#stopped] = [false, false];
    this.#providers = this.#nextProviders;
    await this.begin(end);
  }

  /** Nothing is left of the process, in order: what it had open is closed. */
  async leave(): Promise<void> {
    const disk = this.#disk!;
    disk.die();
    await this.#still();
    this.clock.forgetTimers();
    disk.remove();
    closeAllDatabases();
  }

  /** What must hold when the engine has nothing more to do. */
  async checkRest(): Promise<void> {
    if (this.#stopping) return;
    this.laws.rest(this.running, this.#providers, this.clock.now());
    if (this.#rests++ % restsToVerify === 0) await this.life.store.read((db) => this.laws.verify(db));
  }

  /** After the wall clock was set, only the regular look finds what is due. */
  async lookAgain(): Promise<void> {
    await this.advance(pollIntervalMs);
  }

  #observe(database: Database): void {
    const first = this.laws.isFirst;
    this.laws.observe(database, this.#asks);
    // Whether what an ended process was asked for has happened was to be seen here.
    if (first) this.#asks = [];
  }

  #hear(disk: QuickDisk, entry: LogEntry): void {
    if (disk.isDead) return;
    this.log.push(`${entry.level} ${entry.context} ${entry.pipelineId ?? ''} ${entry.message}`);
    if (entry.level === 'error') this.#guard(disk, () => assert.fail(`The engine says: ${entry.message}`));
  }

  /** The engine must not be able to swallow what is wrong, and what a dead process does is nobody's. */
  #guard(disk: QuickDisk, check: () => void): void {
    if (disk.isDead || disk !== this.#disk) return;
    try {
      check();
    } catch (error) {
      this.#broken ??= error;
    }
  }
}
