import { noFindings, severities } from '../../engine/domain/severity.ts';
import type { SeverityCounts } from '../../engine/domain/severity.ts';
import type { AppFigures, VerdictCounts } from '../../engine/domain/records.ts';

/** Figures of several apps taken together. null: none of them was measured. */
export interface Summary {
  apps: number;
  /** Apps of which at least one figure is known. */
  measured: number;
  endpoints: VerdictCounts | null;
  findings: SeverityCounts | null;
  /** Median over the apps, milliseconds. */
  latencyP95: number | null;
}

/** An app that was not measured counts for nothing: it is left out, never taken as zero. */
export function summarise(apps: readonly AppFigures[]): Summary {
  const endpoints = apps.map((app) => app.endpoints).filter((value) => value !== null);
  const findings = apps.map((app) => app.findings).filter((value) => value !== null);
  const latencies = apps.map((app) => app.latencyP95).filter((value) => value !== null);
  return {
    apps: apps.length,
    measured: apps.filter((app) => app.endpoints ?? app.findings ?? app.latencyP95 !== null).length,
    endpoints:
      endpoints.length === 0
        ? null
        : endpoints.reduce((a, b) => ({
            works: a.works + b.works,
            notMeasured: a.notMeasured + b.notMeasured,
            total: a.total + b.total,
          })),
    findings: findings.length === 0 ? null : findings.reduce(add, noFindings()),
    latencyP95: median(latencies),
  };
}

function add(a: SeverityCounts, b: SeverityCounts): SeverityCounts {
  const sum = noFindings();
  for (const severity of severities) sum[severity] = a[severity] + b[severity];
  return sum;
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export type Figure = 'endpoints' | 'findings' | 'latency';

/**
 * For each summary the figures in which it is first, ties included. Only figures that all have, over the
 * same number of apps, and in which they differ: a lead over what was not measured is none.
 */
export function leaders(summaries: readonly Summary[]): Figure[][] {
  const result: Figure[][] = summaries.map(() => []);
  if (summaries.length < 2 || summaries.some((summary) => summary.measured < summary.apps)) return result;
  const rank = (figure: Figure, compare: (a: Summary, b: Summary) => number) => {
    const best = summaries.reduce((a, b) => (compare(a, b) <= 0 ? a : b));
    if (summaries.every((summary) => compare(best, summary) === 0)) return;
    summaries.forEach((summary, index) => compare(best, summary) === 0 && result[index]!.push(figure));
  };
  if (summaries.every(({ endpoints }) => endpoints !== null && endpoints.total > 0)) {
    const share = ({ endpoints }: Summary) => endpoints!.works / endpoints!.total;
    const possible = ({ endpoints }: Summary) =>
      (endpoints!.works + endpoints!.notMeasured) / endpoints!.total;
    const best = Math.max(...summaries.map(share));
    // What could not be tried might have worked.
    if (summaries.every((summary) => share(summary) === best || possible(summary) <= best)) {
      rank('endpoints', (a, b) => share(b) - share(a));
    }
  }
  if (summaries.every(({ findings }) => findings !== null)) rank('findings', compareFindings);
  if (summaries.every(({ latencyP95 }) => latencyP95 !== null)) {
    rank('latency', compareLatency);
  }
  return result;
}

// Times of short load tests differ by so much from run to run.
const latencyNoise = 1.25;

function compareLatency(a: Summary, b: Summary): number {
  const [slow, fast] = [Math.max(a.latencyP95!, b.latencyP95!), Math.min(a.latencyP95!, b.latencyP95!)];
  return slow <= fast * latencyNoise ? 0 : a.latencyP95! - b.latencyP95!;
}

/** @returns the index of the one that is first in more figures than any other; null: there is none */
export function leaderOf(best: readonly (readonly Figure[])[]): number | null {
  const most = Math.max(0, ...best.map((figures) => figures.length));
  const first = best.flatMap((figures, index) => (most > 0 && figures.length === most ? [index] : []));
  return first.length === 1 ? first[0]! : null;
}

/** The worse severity decides; `info` does not count. */
function compareFindings(a: Summary, b: Summary): number {
  for (const severity of severities) {
    if (severity === 'info') break;
    const difference = a.findings![severity] - b.findings![severity];
    if (difference !== 0) return difference;
  }
  return 0;
}
