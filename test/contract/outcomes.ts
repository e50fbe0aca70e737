import type { ToolRunOutcome } from '../../src/engine/domain/executors.ts';
import { noFindings } from '../../src/engine/domain/severity.ts';
import type { ToolRunStatus } from '../../src/engine/domain/status.ts';
import type { ToolName } from '../../src/engine/domain/tools.ts';

export const blob = (name: string): string => name.padEnd(64, '0');

/** A tool run with figures where its tool has some. */
export function toolRun(tool: ToolName, status: ToolRunStatus): ToolRunOutcome {
  const succeeded = status === 'succeeded';
  return {
    result: {
      tool,
      status,
      reason: succeeded ? null : `${tool} did not`,
      version: '1.2',
      durationMs: 12.5,
      measurements:
        succeeded && tool === 'autocannon'
          ? [
              { name: 'latency.p95', value: 4.25, unit: 'ms' },
              { name: 'requests.average', value: 1_000, unit: 'req/s' },
            ]
          : [],
      verdicts:
        succeeded && tool === 'endpoint-tester'
          ? [
              { requirement: 'GET /', result: 'works', message: null, evidence: null },
              { requirement: 'POST /', result: 'wrong', message: 'no', evidence: null },
              { requirement: 'PUT /', result: 'not_measured', message: 'none there', evidence: null },
            ]
          : [],
    },
    findings: succeeded && tool !== 'autocannon' ? { ...noFindings(), high: 2, low: 1 } : null,
    resultBlob: blob(`f${tool.length}`),
  };
}
