import type { ToolRunOutcome } from '../../src/engine/domain/executors.ts';
import { noFindings } from '../../src/engine/domain/severity.ts';

/** What a subtask's two tools say when all went well. */
export const toolRunOutcomes: readonly ToolRunOutcome[] = (['eslint', 'semgrep'] as const).map((tool) => ({
  result: {
    tool,
    status: 'succeeded',
    reason: null,
    version: '1.0.0',
    durationMs: 1,
    measurements: [],
    verdicts: [],
  },
  findings: noFindings(),
  resultBlob: '0'.repeat(64),
}));
