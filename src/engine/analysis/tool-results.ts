import type { ToolResult } from '../domain/analysis.ts';
import type { ToolHealth } from '../domain/analyzer-protocol.ts';
import type { ToolRunStatus } from '../domain/status.ts';

const maxLogCharacters = 200_000;

/** The result of a tool that measured nothing. */
export function notMeasured(
  status: Exclude<ToolRunStatus, 'succeeded'>,
  health: Pick<ToolHealth, 'tool' | 'reason' | 'version'>,
  log: string | null = null,
): ToolResult {
  return {
    tool: health.tool,
    status,
    reason: health.reason ?? 'no reason given',
    version: health.version,
    durationMs: 0,
    sarif: null,
    measurements: [],
    verdicts: [],
    log: log ?? '',
  };
}

/** The result of a tool that would have measured the way to an app on another machine. */
export function tooFar(health: ToolHealth): ToolResult {
  const reason =
    'the app runs on another machine, so that its figures would be those of the way there; ' +
    'with the setting analysis.toolboxes at docker it is measured there';
  return notMeasured('skipped', { ...health, reason });
}

/** Puts what the app wrote meanwhile under the tool's own log: it often tells why. */
export function withAppLog(result: ToolResult, appLog: string): ToolResult {
  const said = appLog.trim();
  if (said === '') return result;
  return { ...result, log: `${result.log}\n\nThe app wrote:\n${said}`.trim() };
}

/**
 * Says what has run beside a load test: its figures may be noisy.
 * @param apps those that people have running, by name
 */
export function withCompany(result: ToolResult, apps: ReadonlySet<string>): ToolResult {
  if (apps.size === 0) return result;
  const remark = `Measured while other apps ran on this machine, to be looked at: ${[...apps].join(', ')}.`;
  return { ...result, log: `${remark}\n\n${result.log}`.trim() };
}

/** Logs are for people and need not be whole: the beginning and the end say most. */
export function capLog(log: string): string {
  if (log.length <= maxLogCharacters) return log;
  const half = maxLogCharacters / 2;
  return `${log.slice(0, half)}\n… ${log.length - maxLogCharacters} characters left out …\n${log.slice(-half)}`;
}
