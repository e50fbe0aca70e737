import { AssayError } from '../engine/domain/errors.ts';
import type { ToolResult } from '../engine/domain/analysis.ts';
import type { ToolHealth } from '../engine/domain/analyzer-protocol.ts';
import type { ToolRunStatus } from '../engine/domain/status.ts';
import type { ToolAdapter, ToolEnvironment, ToolOutput, ToolRequest } from './tool-adapter.ts';

const noOutput: ToolOutput = { sarif: null, measurements: [], verdicts: [], log: '' };

/**
 * Runs one tool to exactly one result, whatever it does.
 * @throws AssayError `cancelled` when `signal` is aborted: only then is there no result
 */
export async function runTool(
  adapter: ToolAdapter,
  health: ToolHealth,
  request: ToolRequest,
  environment: ToolEnvironment,
  signal: AbortSignal,
): Promise<ToolResult> {
  const startedAt = performance.now();
  const end = (status: ToolRunStatus, reason: string | null, output: ToolOutput): ToolResult => ({
    tool: adapter.name,
    status,
    reason,
    version: health.version,
    durationMs: Math.round(performance.now() - startedAt),
    ...output,
  });
  signal.throwIfAborted();
  if (!health.available) return end('not_available', health.reason, noOutput);

  const limit = AbortSignal.timeout(request.options.toolTimeoutMs);
  const either = AbortSignal.any([signal, limit]);
  try {
    const notApplicable = await adapter.appliesTo(request);
    if (notApplicable !== null) return end('not_applicable', notApplicable, noOutput);
    // A tool that does not hear the signal must not keep the others waiting.
    const output = await Promise.race([adapter.run(request, environment, either), whenAborted(either)]);
    return end('succeeded', null, output);
  } catch (thrown) {
    if (signal.aborted) throw new AssayError('cancelled', `${adapter.name} was stopped.`);
    if (limit.aborted) {
      return end('timed_out', `took longer than ${request.options.toolTimeoutMs} ms`, noOutput);
    }
    const error = AssayError.from(thrown);
    const status = error.errorClass === 'timeout' ? 'timed_out' : 'failed';
    return end(status, error.message, { ...noOutput, log: error.detail ?? '' });
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new AssayError('timeout', 'stopped'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
