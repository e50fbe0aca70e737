import { l10n } from 'vscode';
import { severities } from '../engine/domain/severity.ts';
import type { Severity, SeverityCounts } from '../engine/domain/severity.ts';
import type { Measurement } from '../engine/domain/analysis.ts';
import type { AppFigures, PipelineRecord, VerdictCounts } from '../engine/domain/records.ts';

/** A severity and its number as a phrase, as in `2 high`. */
export function severityPhrase(severity: Severity, count: number): string {
  switch (severity) {
    case 'critical':
      return l10n.t('{0} critical', count);
    case 'high':
      return l10n.t('{0} high', count);
    case 'medium':
      return l10n.t('{0} medium', count);
    case 'low':
      return l10n.t('{0} low', count);
    case 'info':
      return l10n.t('{0} info', count);
  }
}

/** The severity's initial, in the editor's language, where there is no room for the word. */
export function severityLetter(severity: Severity): string {
  return severityPhrase(severity, 0).replace(/\P{L}/gu, '').charAt(0).toLocaleUpperCase();
}

/** As in `2 high, 1 low`; none of any: `no findings`. */
export function findingsPhrase(findings: SeverityCounts): string {
  const parts = severities
    .filter((severity) => findings[severity] > 0)
    .map((severity) => severityPhrase(severity, findings[severity]));
  return parts.length > 0 ? parts.join(', ') : l10n.t('no findings');
}

/** As in `7 of 8 endpoints · 2 high · p95 12 ms`. What was not measured is left out: the row has no room. */
export function figuresPhrase(figures: AppFigures): string[] {
  const parts: string[] = [];
  if (figures.endpoints) {
    parts.push(l10n.t('{0} of {1} endpoints', figures.endpoints.works, figures.endpoints.total));
    parts.push(...notMeasuredPhrase(figures.endpoints));
  }
  if (figures.findings) parts.push(findingsPhrase(figures.findings));
  if (figures.latencyP95 !== null) parts.push(l10n.t('p95 {0}', milliseconds(figures.latencyP95)));
  return parts;
}

/** Of endpoints, as in `8/9`, or `5/9, 3 not measured`. */
export function endpointsText(counts: VerdictCounts): string {
  return [`${counts.works}/${counts.total}`, ...notMeasuredPhrase(counts)].join(', ');
}

/** Of requirements, as in `5 of 9 met` and `3 not measured`. */
export function metPhrase(counts: VerdictCounts): string[] {
  return [l10n.t('{0} of {1} met', counts.works, counts.total), ...notMeasuredPhrase(counts)];
}

/** As in `2 not measured`; empty when all were. */
function notMeasuredPhrase({ notMeasured }: VerdictCounts): string[] {
  return notMeasured === 0 ? [] : [l10n.t('{0} not measured', notMeasured)];
}

/** Three significant digits at most: more would claim a precision that a load test does not have. */
export function milliseconds(value: number): string {
  if (value >= 1_000) return `${trim(value / 1_000)} s`;
  return `${trim(value)} ms`;
}

export function measurementPhrase({ name, value, unit }: Measurement): string {
  return `${name} ${unit === 'ms' ? milliseconds(value) : unit === '1' ? trim(value) : `${trim(value)} ${unit}`}`;
}

function trim(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** How many of a pipeline's apps are through, analysis included where there is any. */
export function pipelineProgress(pipeline: PipelineRecord): { done: number; total: number } {
  const { generation, analysis } = pipeline;
  const lost = generation.failed + generation.cancelled;
  const done = analysis.total > 0 ? analysis.completed + analysis.failed : generation.completed;
  return { done: Math.min(generation.total, done + lost), total: generation.total };
}
