import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../engine/domain/errors.ts';
import { environmentKeys } from '../engine/domain/keys.ts';
import type { LogSink } from '../engine/domain/log.ts';
import type { EngineView, SharedEngine } from '../engine/engine-api.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import { ownInstallation } from './installation.ts';
import { plainText } from './plain-text.ts';
import { readSettings } from './settings-file.ts';

export interface CommonOptions {
  state?: string;
  verbose?: boolean;
  /** Over the setting `apps.runtime`. */
  runtime?: string;
  /** Over the setting `analysis.toolboxes`. */
  toolboxes?: string;
}

const stateDirOf = (options: CommonOptions): string => path.resolve(options.state ?? '.assay');

/** For changing what will be done: unless told to, schedules nothing, and makes no state folder where there is none. */
export async function openExistingState(
  options: CommonOptions,
  schedule: EngineOptions['schedule'] = 'none',
): Promise<SharedEngine> {
  existingStateDir(options);
  return (await openCliEngine(options, schedule, stderrLog(options))).engine;
}

/** Does something with an existing state, and leaves it. */
export async function withState<T>(
  options: CommonOptions,
  schedule: EngineOptions['schedule'],
  work: (engine: SharedEngine) => Promise<T>,
): Promise<T> {
  const engine = await openExistingState(options, schedule);
  try {
    return await work(engine);
  } finally {
    await engine.shutdown(0);
  }
}

/** For looking: changes nothing, and is in nobody's way. */
export async function openExistingView(options: CommonOptions): Promise<EngineView> {
  const stateDir = existingStateDir(options);
  const { openView } = await import('../engine/engine.lazy.ts');
  return openView({ stateDir, installation: ownInstallation(), log: stderrLog(options) });
}

export const hasState = (options: CommonOptions): boolean =>
  existsSync(path.join(stateDirOf(options), 'journal'));

function existingStateDir(options: CommonOptions): string {
  const stateDir = stateDirOf(options);
  if (!hasState(options)) {
    throw InputError.of(
      stateDir,
      'there is no state here; run a pipeline first, or name its folder with --state',
    );
  }
  return stateDir;
}

/** The engine on the state folder that the options name; by default `.assay` in the current folder. */
export async function openCliEngine(
  options: CommonOptions,
  schedule: EngineOptions['schedule'],
  log: LogSink,
): Promise<{ engine: SharedEngine; stateDir: string }> {
  const stateDir = stateDirOf(options);
  const { openEngine } = await import('../engine/engine.lazy.ts');
  const own = { settings: settingsOf(options), keys: environmentKeys(process.env) };
  const engine = await openEngine({ stateDir, installation: ownInstallation(), ...own, log, schedule });
  return { engine, stateDir };
}

function settingsOf({ runtime, toolboxes }: CommonOptions): Record<string, unknown> {
  return {
    ...readSettings(),
    ...(runtime === undefined ? {} : { 'apps.runtime': runtime }),
    ...(toolboxes === undefined ? {} : { 'analysis.toolboxes': toolboxes }),
  };
}

/** Log lines go to stderr: warnings and errors always, the rest when asked for. */
export function stderrLog(options: CommonOptions, write: (line: string) => void = writeLine): LogSink {
  return (entry, line) => {
    if (options.verbose || entry.level === 'warn' || entry.level === 'error') write(plainText(line));
  };
}

function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
