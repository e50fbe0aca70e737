import pc from 'picocolors';
import { defaultConfiguration } from '../engine/domain/configuration.ts';
import type { AppRecord, PipelineRecord } from '../engine/domain/records.ts';
import type { Engine, RunOutcome, SharedEngine } from '../engine/engine-api.ts';
import { seconds } from './bar.ts';
import { exitStatus, exitStatusOf } from './exit-status.ts';
import { LiveProgress } from './live-progress.ts';
import { openCliEngine, stderrLog } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';
import { printJson } from './print-json.ts';
import { resultTable } from './result-table.ts';
import { onStopSignal } from './stop-signals.ts';
import { unbuiltLines } from './unbuilt-lines.ts';
import { usageLines } from './usage-lines.ts';

export interface FollowOptions extends CommonOptions {
  json?: boolean;
}

/** What was begun, or gone on with. */
export type Begun = Pick<RunOutcome, 'pipelineId' | 'outcome'>;

/** Begins a pipeline. @returns null: the person does not want it */
export type Begin = (engine: Engine, progress: LiveProgress, stopped: AbortSignal) => Promise<Begun | null>;

/** Begins a pipeline, shows how it goes on until it has settled, and prints the result. @returns the exit status */
export async function followRun(options: FollowOptions, begin: Begin): Promise<number> {
  const progress = new LiveProgress();
  const log = stderrLog(options, (line) => progress.line(line));
  const { engine, stateDir } = await openCliEngine(options, 'requested', log);
  let stopping: Promise<void> | null = null;
  let owned = true;
  const asked = new AbortController();
  const signals = onStopSignal(
    () => {
      asked.abort();
      owned = engine.owns;
      progress.line(owned ? stoppingLine(engine) : 'Leaving it to the process that works on it.');
      stopping = engine.shutdown(defaultConfiguration['shutdown.graceMs']);
      // Told below, where it is waited for.
      stopping.catch(() => undefined);
    },
    () => engine.shutdown(0),
  );
  const interrupted = async (): Promise<number> => {
    await stopping;
    progress.stop();
    progress.line(
      owned
        ? `Interrupted. The same command goes on; its state is in ${stateDir}.`
        : `Interrupted. The same command follows it again; its state is in ${stateDir}.`,
    );
    return exitStatus.interrupted;
  };
  try {
    const begun = await begin(engine, progress, asked.signal);
    if (!begun) {
      progress.line('Nothing was run.');
      return exitStatus.interrupted;
    }
    const { pipelineId, outcome } = begun;
    if (outcome !== 'finished') progress.start(engine, pipelineId);
    const settled = await Promise.race([engine.whenSettled(pipelineId), signals.stopped]);
    if (!settled) return await interrupted();
    progress.stop();
    await print(engine, settled, { outcome, stateDir, json: options.json ?? false });
    return exitStatusOf(settled.status);
  } catch (error) {
    // Whatever was asked of an engine that is stopping may fail.
    if (stopping) return await interrupted();
    throw error;
  } finally {
    progress.stop();
    signals.dispose();
    await engine.shutdown(0);
  }
}

function stoppingLine(engine: SharedEngine): string {
  const running = engine.activities().length;
  return `Stopping once ${running} running attempts have ended; once more to leave at once. Nothing is lost.`;
}

async function print(
  engine: Engine,
  pipeline: PipelineRecord,
  how: { outcome: RunOutcome['outcome']; stateDir: string; json: boolean },
): Promise<void> {
  if (how.json) {
    printJson(await engine.status(pipeline.id));
    return;
  }
  const apps = await engine.apps(pipeline.id, { offset: 0, limit: pipeline.generation.total });
  const took = (pipeline.finishedAt ?? Date.now()) - (pipeline.startedAt ?? pipeline.createdAt);
  const already = how.outcome === 'finished' ? ', finished before' : '';
  const lines = [
    `${pc.bold(pipeline.name)} is ${pipeline.status}${already}: pipeline ${pipeline.id}, ${seconds(took)}`,
    '',
    resultTable(apps),
    ...(await troubles(engine, apps)),
    ...(await unbuiltLines(engine, apps)),
    '',
    ...usageLines(pipeline),
    `State: ${how.stateDir}`,
  ];
  if (how.outcome === 'finished') lines.push('Nothing was done again; --new runs it anew.');
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** What kept apps from being measured, one line each. */
async function troubles(engine: Engine, apps: readonly AppRecord[]): Promise<string[]> {
  const lines: string[] = [];
  for (const app of apps) {
    const name = `${pc.red('✗')} ${app.app ?? app.model} ${app.template}`;
    const reason = app.jobError?.message ?? app.submissionError;
    if (reason) lines.push(`${name}: ${reason}`);
    if (app.mainTaskId === null || app.mainTaskStatus === 'completed') continue;
    for (const subtask of await engine.subtasks(app.mainTaskId)) {
      if (subtask.error) lines.push(`${name}, ${subtask.service}: ${subtask.error.message}`);
      for (const { tool, status, reason: why } of await engine.toolRuns(subtask.id)) {
        if (why && status !== 'not_applicable') lines.push(`${name}, ${tool} ${status}: ${why}`);
      }
    }
  }
  return lines.length > 0 ? ['', ...lines] : [];
}
