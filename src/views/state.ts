import { l10n } from 'vscode';
import type { ErrorClass } from '../engine/domain/errors.ts';
import { isExisting } from '../engine/domain/existing-app.ts';
import type {
  AppRecord,
  PipelineRecord,
  SubtaskRecord,
  ToolRunRecord,
  VerdictCounts,
} from '../engine/domain/records.ts';

/**
 * What a state means to a reader. `defects`: it was measured and the app is wanting; `unmeasured`:
 * something could not be measured, which says nothing about the app. The two are never mixed.
 */
export type Tone =
  'waiting' | 'running' | 'paused' | 'good' | 'defects' | 'unmeasured' | 'stopped' | 'irrelevant';

export interface State {
  tone: Tone;
  /** For people, in the editor's language. */
  word: string;
}

// The model did its part badly; all other classes are trouble on the way to it.
const modelsFault: ReadonlySet<ErrorClass> = new Set(['truncated', 'invalid_output', 'build_failed']);
// The app does not run: a fact about the app, not about the tool.
const appsFault: ReadonlySet<ErrorClass> = new Set(['unhealthy', 'build_failed']);

export function pipelineState(pipeline: PipelineRecord): State {
  switch (pipeline.status) {
    case 'pending':
      return { tone: 'waiting', word: l10n.t('pending') };
    case 'running':
      return { tone: 'running', word: l10n.t('running') };
    case 'paused':
      return { tone: 'paused', word: l10n.t('paused') };
    case 'completed':
      return { tone: 'good', word: l10n.t('completed') };
    case 'partial_success':
      return { tone: 'unmeasured', word: l10n.t('partly completed') };
    case 'failed':
      return { tone: 'unmeasured', word: l10n.t('failed') };
    case 'cancelled':
      return { tone: 'stopped', word: l10n.t('cancelled') };
  }
}

export function appState(app: AppRecord): State {
  switch (app.jobStatus) {
    case 'pending':
      return waiting(app.notBefore);
    case 'running':
      return { tone: 'running', word: isExisting(app.model) ? l10n.t('copying') : l10n.t('generating') };
    case 'failed':
      if (isExisting(app.model)) return { tone: 'unmeasured', word: l10n.t('not copied') };
      return app.jobError && modelsFault.has(app.jobError.errorClass)
        ? { tone: 'defects', word: l10n.t('generation failed') }
        : { tone: 'unmeasured', word: l10n.t('not generated') };
    case 'cancelled':
      return { tone: 'stopped', word: l10n.t('cancelled') };
    case 'completed':
      return analysedState(app);
  }
}

function analysedState(app: AppRecord): State {
  switch (app.mainTaskStatus) {
    case null:
      return app.submissionError === null
        ? { tone: 'good', word: l10n.t('generated') }
        : { tone: 'unmeasured', word: l10n.t('not submitted') };
    case 'created':
    case 'pending':
      return { tone: 'waiting', word: l10n.t('waits for analysis') };
    case 'running':
      return { tone: 'running', word: l10n.t('analysing') };
    case 'completed':
      if (hasDefects(app)) return { tone: 'defects', word: l10n.t('completed') };
      return isPartly(app.figures.endpoints)
        ? { tone: 'unmeasured', word: l10n.t('partly measured') }
        : { tone: 'good', word: l10n.t('completed') };
    case 'partial_success':
      return { tone: 'unmeasured', word: l10n.t('partly measured') };
    case 'failed':
      return { tone: 'unmeasured', word: l10n.t('not measured') };
    case 'cancelled':
      return { tone: 'stopped', word: l10n.t('analysis cancelled') };
  }
}

function hasDefects({ figures }: AppRecord): boolean {
  const { endpoints, findings } = figures;
  return isBroken(endpoints) || (findings !== null && findings.critical + findings.high > 0);
}

/** Something does not work; what could not be tried is no defect. */
function isBroken(counts: VerdictCounts | null): boolean {
  return counts !== null && counts.works + counts.notMeasured < counts.total;
}

function isPartly(counts: VerdictCounts | null): boolean {
  return counts !== null && counts.notMeasured > 0;
}

export function subtaskState(subtask: SubtaskRecord): State {
  switch (subtask.status) {
    case 'pending':
      return waiting(subtask.notBefore);
    case 'running':
      return { tone: 'running', word: l10n.t('running') };
    case 'completed':
      return { tone: 'good', word: l10n.t('completed') };
    case 'partial_success':
      return { tone: 'unmeasured', word: l10n.t('partly measured') };
    case 'failed':
      return subtask.error && appsFault.has(subtask.error.errorClass)
        ? { tone: 'defects', word: l10n.t('app does not run') }
        : { tone: 'unmeasured', word: l10n.t('not measured') };
    case 'skipped':
      return { tone: 'unmeasured', word: l10n.t('skipped') };
    case 'cancelled':
      return { tone: 'stopped', word: l10n.t('cancelled') };
  }
}

export function toolRunState(run: ToolRunRecord): State {
  switch (run.status) {
    case null:
      return { tone: 'waiting', word: l10n.t('pending') };
    case 'succeeded': {
      const severe = run.findings !== null && run.findings.critical + run.findings.high > 0;
      if (isBroken(run.verdicts) || severe) return { tone: 'defects', word: l10n.t('succeeded') };
      return isPartly(run.verdicts)
        ? { tone: 'unmeasured', word: l10n.t('partly measured') }
        : { tone: 'good', word: l10n.t('succeeded') };
    }
    case 'failed':
      return { tone: 'unmeasured', word: l10n.t('tool failed') };
    case 'timed_out':
      return { tone: 'unmeasured', word: l10n.t('timed out') };
    case 'skipped':
      return { tone: 'unmeasured', word: l10n.t('skipped') };
    case 'not_available':
      return { tone: 'unmeasured', word: l10n.t('not available') };
    case 'not_applicable':
      return { tone: 'irrelevant', word: l10n.t('not applicable') };
  }
}

function waiting(notBefore: number | null): State {
  return notBefore === null
    ? { tone: 'waiting', word: l10n.t('pending') }
    : { tone: 'waiting', word: l10n.t('waits to be tried again') };
}
