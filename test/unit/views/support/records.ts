import { noFindings } from '../../../../src/engine/domain/severity.ts';
import type {
  AppRecord,
  PipelineRecord,
  SubtaskRecord,
  ToolRunRecord,
} from '../../../../src/engine/domain/records.ts';

/** Records as the engine makes them, of things that went well; tests say what is different. */
export function pipelineRecord(changes: Partial<PipelineRecord> = {}): PipelineRecord {
  return {
    id: 1,
    name: 'Quickstart',
    file: '/workspace/quickstart.assay.json',
    status: 'completed',
    message: null,
    stages: 'streaming',
    createdAt: 1_700_000_000_000,
    startedAt: 1_700_000_000_000,
    finishedAt: 1_700_000_060_000,
    generation: { total: 6, pending: 0, running: 0, completed: 6, failed: 0, cancelled: 0 },
    analysis: { total: 6, completed: 6, failed: 0, running: 0 },
    usage: null,
    budget: null,
    needsAttention: 0,
    ...changes,
  };
}

export function appRecord(changes: Partial<AppRecord> = {}): AppRecord {
  const jobId = changes.jobId ?? 1;
  return {
    jobId,
    pipelineId: 1,
    model: 'builtin/baseline',
    template: 'notes',
    stack: 'node-express',
    replicate: 1,
    jobStatus: 'completed',
    jobError: null,
    usage: null,
    notBefore: null,
    waiting: null,
    app: `${changes.model ?? 'builtin/baseline'}:${jobId}`,
    revision: 1,
    sourceDir: '/workspace/.assay/apps/notes',
    mainTaskId: jobId,
    mainTaskStatus: 'completed',
    submissionError: null,
    repair: null,
    figures: {
      endpoints: { works: 8, notMeasured: 0, total: 8 },
      findings: noFindings(),
      latencyP95: 12,
      requestsPerSecond: 900,
    },
    ...changes,
  };
}

export function subtaskRecord(changes: Partial<SubtaskRecord> = {}): SubtaskRecord {
  return {
    id: 1,
    mainTaskId: 1,
    jobId: 1,
    pipelineId: 1,
    service: 'static-analyzer',
    status: 'completed',
    error: null,
    notBefore: null,
    attempts: 1,
    tools: ['eslint', 'semgrep'],
    ...changes,
  };
}

export function toolRunRecord(changes: Partial<ToolRunRecord> = {}): ToolRunRecord {
  return {
    id: 1,
    subtaskId: 1,
    tool: 'eslint',
    status: 'succeeded',
    reason: null,
    version: '9.0.0',
    durationMs: 1_200,
    findings: noFindings(),
    measurements: [],
    verdicts: null,
    ...changes,
  };
}
