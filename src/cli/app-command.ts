import { InputError } from '../engine/domain/errors.ts';
import { isUpOrComing } from '../engine/domain/running-app.ts';
import type { AppStartMode, RunningApp } from '../engine/domain/running-app.ts';
import type { AppRecord } from '../engine/domain/records.ts';
import type { Engine, SharedEngine } from '../engine/engine-api.ts';
import { untilAppOver, untilAppSettled } from '../engine/until-app-settled.ts';
import { AppLogPrinter } from './app-log-printer.ts';
import { exitStatus } from './exit-status.ts';
import { withState } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';
import { plainText } from './plain-text.ts';
import { printJson } from './print-json.ts';
import { onStopSignal } from './stop-signals.ts';

export interface AppOptions extends CommonOptions {
  follow?: boolean;
  json?: boolean;
}

/**
 * `assay app start|restart|rebuild MODEL:N`. Where nobody owns the state folder it runs here, with its log, until Ctrl+C; else
 * in the owner, and this command ends once it is up.
 */
export async function startAppCommand(
  name: string,
  mode: AppStartMode,
  options: AppOptions,
): Promise<number> {
  return withState(options, 'requested', async (engine) => {
    const stop = new AbortController();
    const signals = onStopSignal(() => stop.abort());
    try {
      const { jobId } = await appNamed(engine, name);
      const before = engine.runningApps().find((app) => app.jobId === jobId);
      const started = await engine.startApp(jobId, mode);
      const log = new AppLogPrinter(engine, jobId, before?.logLength ?? 0);
      if (engine.owns || options.follow) log.follow();
      try {
        return await run(engine, started, options.follow ?? false, stop.signal);
      } finally {
        await log.end();
      }
    } finally {
      signals.dispose();
    }
  });
}

async function run(
  engine: SharedEngine,
  started: RunningApp,
  follow: boolean,
  stop: AbortSignal,
): Promise<number> {
  const { jobId, app } = started;
  const settled = await untilAppSettled(engine, started, stop).catch(() => null);
  if (settled?.status === 'running') {
    process.stderr.write(`${app} runs at ${settled.url}${engine.owns ? ', until Ctrl+C' : ''}\n`);
    if (!engine.owns && !follow) return exitStatus.completed;
    await untilAppOver(engine, settled, stop).catch(() => null);
  }
  if (stop.aborted) {
    // What the owner runs goes on; what we run ends here, also what would stay.
    if (engine.owns) {
      const over = engine.stopApp(jobId);
      // It holds that to a limit, for a container engine that hangs.
      void engine.shutdown(0).catch(() => undefined);
      await over;
    }
    return exitStatus.interrupted;
  }
  const now = engine.runningApps().find((other) => other.jobId === jobId);
  if (now?.status === 'stopped') return exitStatus.completed;
  process.stderr.write(`${plainText(now?.message ?? `${app} does not run any more.`)}\n`);
  return exitStatus.incomplete;
}

/** `assay app stop MODEL:N`: what does not run is no error. */
export async function stopAppCommand(name: string, options: AppOptions): Promise<number> {
  return withState(options, 'none', async (engine) => {
    const { jobId } = await appNamed(engine, name);
    const ran = (await engine.findRunningApps()).some((app) => app.jobId === jobId && isUpOrComing(app));
    await engine.stopApp(jobId);
    process.stdout.write(ran ? `${name} is stopped.\n` : `${name} does not run.\n`);
    return exitStatus.completed;
  });
}

/** `assay app logs MODEL:N [--follow]`. */
export async function appLogsCommand(name: string, options: AppOptions): Promise<number> {
  return withState(options, options.follow ? 'requested' : 'none', async (engine) => {
    const { jobId } = await appNamed(engine, name);
    const log = new AppLogPrinter(engine, jobId, 0);
    if (!(await log.print())) {
      process.stderr.write(`${name} was not started; \`assay app start ${name}\` does.\n`);
      return exitStatus.incomplete;
    }
    if (!options.follow) return exitStatus.completed;
    log.follow();
    const signals = onStopSignal(() => {});
    await signals.stopped;
    signals.dispose();
    await log.end();
    return exitStatus.interrupted;
  });
}

/** `assay app list [--json]`. */
export async function listAppsCommand(options: AppOptions): Promise<number> {
  return withState(options, 'none', async (engine) => {
    const apps = await engine.findRunningApps();
    if (options.json) printJson({ apps });
    else process.stdout.write(apps.length > 0 ? apps.map(line).join('') : 'No app was started.\n');
    return exitStatus.completed;
  });
}

function line({ app, status, url, message, kept }: RunningApp): string {
  const parts = [
    `${app} is ${status}`,
    url && `at ${url}`,
    kept ? '(kept)' : null,
    message && `: ${plainText(message)}`,
  ];
  return `${parts.filter(Boolean).join(' ').replace(' : ', ': ')}\n`;
}

async function appNamed(engine: Engine, name: string): Promise<AppRecord> {
  const app = await engine.appNamed(name);
  if (app) return app;
  throw InputError.of(
    name,
    'there is no such app in this state folder; `assay status PIPELINE` lists those that are',
  );
}
