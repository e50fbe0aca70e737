import type { Log as SarifLog } from 'sarif';
import type { ToolName } from './tools.ts';
import type { ToolRunStatus } from './status.ts';

/** A number with a unit, as a tool measured it. */
export interface Measurement {
  /** Dotted and stable, as in `latency.p95`. */
  name: string;
  value: number;
  /** UCUM-like: `ms`, `req/s`, `1` for counts, `By` for bytes. */
  unit: string;
}

export const verdictResults = ['works', 'wrong', 'missing', 'not_measured'] as const;
export type VerdictResult = (typeof verdictResults)[number];

/** A requirement met or not, with the evidence. */
export interface Verdict {
  /** What was asked, as in `POST /api/notes`. */
  requirement: string;
  result: VerdictResult;
  /** One sentence; null when it works. */
  message: string | null;
  /** The exchange or the excerpt that shows it, capped; plain text. */
  evidence: string | null;
}

/** What one tool reports of one app. Exactly one per tool in the request, whatever happens. */
export interface ToolResult {
  tool: ToolName;
  status: ToolRunStatus;
  /** Why it did not succeed; null when it did. */
  reason: string | null;
  /** The tool's own version; null when it could not be read. */
  version: string | null;
  durationMs: number;
  /** SARIF 2.1.0 with one run; null when the tool makes no findings or did not get that far. */
  sarif: SarifLog | null;
  measurements: Measurement[];
  verdicts: Verdict[];
  /** The tool's own output, capped, for people. */
  log: string;
}
