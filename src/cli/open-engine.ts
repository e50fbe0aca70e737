import path from 'node:path';
import type { LogSink } from '../engine/domain/log.ts';
import type { Engine } from '../engine/engine-api.ts';
import type { EngineOptions } from '../engine/engine.ts';
import { ownInstallation } from './installation.ts';

export interface CommonOptions {
  state?: string;
  verbose?: boolean;
}

/** The engine on the state folder that the options name; by default `.assay` in the current folder. */
export async function openCliEngine(
  options: CommonOptions,
  schedule: EngineOptions['schedule'],
  log: LogSink,
): Promise<{ engine: Engine; stateDir: string }> {
  const stateDir = path.resolve(options.state ?? '.assay');
  const { openEngine } = await import('../engine/engine.lazy.ts');
  const engine = await openEngine({ stateDir, installation: ownInstallation(), settings: {}, log, schedule });
  return { engine, stateDir };
}

/** Log lines go to stderr: warnings and errors always, the rest when asked for. */
export function stderrLog(options: CommonOptions, write: (line: string) => void = writeLine): LogSink {
  return (entry, line) => {
    if (options.verbose || entry.level === 'warn' || entry.level === 'error') write(line);
  };
}

function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
