import Table from 'cli-table3';
import pc from 'picocolors';
import type { AppRecord, VerdictCounts } from '../engine/domain/records.ts';
import { severities } from '../engine/domain/severity.ts';

/** Stands where nothing was measured: never a zero. */
const unmeasured = pc.dim('–');

/** One row an app: endpoints that work, findings by severity, response time under load. */
export function resultTable(apps: readonly AppRecord[]): string {
  const table = new Table({
    head: ['App', 'Template', 'Status', 'Endpoints', ...severities.map(capital), 'p95 ms', 'req/s'],
    colAligns: ['left', 'left', 'left', 'right', ...severities.map(() => 'right' as const), 'right', 'right'],
    style: { head: [], border: [] },
    chars: compact,
  });
  for (const app of apps) {
    const { endpoints, findings, latencyP95, requestsPerSecond } = app.figures;
    table.push([
      app.app ?? app.model,
      app.template,
      statusWord(app),
      endpoints ? endpointsCell(endpoints) : unmeasured,
      ...severities.map((severity) => (findings ? String(findings[severity]) : unmeasured)),
      latencyP95 === null ? unmeasured : latencyP95.toFixed(1),
      requestsPerSecond === null ? unmeasured : String(Math.round(requestsPerSecond)),
    ]);
  }
  return table.toString();
}

/** As in `8/9`, or `5/9, 3 –` where three could not be measured. */
function endpointsCell({ works, notMeasured, total }: VerdictCounts): string {
  return `${works}/${total}${notMeasured > 0 ? `, ${notMeasured} ${unmeasured}` : ''}`;
}

function statusWord(app: AppRecord): string {
  const status = app.mainTaskStatus ?? app.jobStatus;
  if (status === 'completed') return pc.green(status);
  if (status === 'failed') return pc.red(status);
  return pc.yellow(status);
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}

const compact = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};
