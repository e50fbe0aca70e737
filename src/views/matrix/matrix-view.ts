import { l10n } from 'vscode';
import { leaderOf, leaders, summarise } from './summary.ts';
import type { Figure, Summary } from './summary.ts';
import type { CellView, FiguresView, MatrixLabels, MatrixView, SummaryView } from './protocol.ts';
import { endpointsText, milliseconds, pipelineProgress, severityLetter, severityPhrase } from '../figures.ts';
import type { RunningSteps } from '../running-steps.ts';
import { appState, pipelineState } from '../state.ts';
import { isExisting } from '../../engine/domain/existing-app.ts';
import { isTerminal } from '../../engine/domain/status.ts';
import { severities } from '../../engine/domain/severity.ts';
import type { AppFigures, AppRecord, MatrixRecord } from '../../engine/domain/records.ts';

/** The matrix as the panel shows it: a column for each model, a row for each template and replicate. */
export function matrixView(matrix: MatrixRecord, steps: RunningSteps, maxRows: number): MatrixView {
  const { pipeline, models, templates, replicates } = matrix;
  const cellOf = new Map(
    matrix.cells.map((cell) => [keyOf(cell.model, cell.template, cell.replicate), cell]),
  );
  const slowest = Math.max(0, ...matrix.cells.map((cell) => cell.figures.latencyP95 ?? 0));
  const numbers = Array.from({ length: replicates }, (_, index) => index + 1);
  const places = templates
    .flatMap((template) => numbers.map((replicate) => ({ template, replicate })))
    .filter(({ template, replicate }) =>
      models.some((model) => cellOf.has(keyOf(model, template, replicate))),
    );
  const columns = models.map((model) =>
    summarise(figuresOf(matrix.cells.filter((cell) => cell.model === model))),
  );
  const best = leadersOf(models, columns);
  const { done, total } = pipelineProgress(pipeline);
  const state = pipelineState(pipeline);
  return {
    pipelineId: pipeline.id,
    title: pipeline.name,
    tone: state.tone,
    word: state.word,
    progress: { share: total === 0 ? 0 : done / total, text: l10n.t('{0} of {1} apps', done, total) },
    note: pipeline.message,
    columns: models.map((model, index) => ({
      model,
      best: best[index]!,
      leads: leaderOf(best) === index,
      ...summaryView(columns[index]!, slowest),
    })),
    rows: places.slice(0, maxRows).map(({ template, replicate }) => {
      const cells = models.map((model) => cellOf.get(keyOf(model, template, replicate)) ?? null);
      return {
        key: `${template}/${replicate}`,
        title: template,
        subtitle: replicates > 1 ? l10n.t('replicate {0}', replicate) : null,
        cells: cells.map((cell) => cell && cellView(cell, steps, slowest)),
        summary: summaryView(summarise(figuresOf(cells.filter((cell) => cell !== null))), slowest),
      };
    }),
    hiddenRows: Math.max(0, places.length - maxRows),
    labels: labels(),
  };
}

/** Existing apps are beside the comparison: none of them was asked for what the models were. */
function leadersOf(models: readonly string[], columns: readonly Summary[]): Figure[][] {
  const best = leaders(columns.filter((_, index) => !isExisting(models[index]!))).values();
  return models.map((model) => (isExisting(model) ? [] : best.next().value!));
}

const keyOf = (...parts: (string | number)[]) => parts.join('\u0000');
const figuresOf = (cells: readonly AppRecord[]) => cells.map((cell) => cell.figures);

function cellView(app: AppRecord, steps: RunningSteps, slowest: number): CellView {
  const state = appState(app);
  return {
    jobId: app.jobId,
    name: app.app ?? app.model,
    template: app.template,
    ...state,
    step: steps.ofApp(app.jobId) ?? steps.ofJob(app.jobId),
    note: app.jobError?.message ?? app.submissionError ?? app.waiting?.reason ?? null,
    canRetry: isTerminal(app.jobStatus) && (app.mainTaskStatus === null || isTerminal(app.mainTaskStatus)),
    hasSource: app.sourceDir !== null,
    ...figuresView(app.figures, slowest),
  };
}

function summaryView(summary: Summary, slowest: number): SummaryView {
  return {
    basis: l10n.t('{0} of {1} apps measured', summary.measured, summary.apps),
    ...figuresView(summary, slowest),
  };
}

function figuresView(
  figures: Pick<AppFigures, 'endpoints' | 'findings' | 'latencyP95'>,
  slowest: number,
): FiguresView {
  const { endpoints, findings, latencyP95 } = figures;
  const share = endpoints && endpoints.total > 0 ? endpoints.works / endpoints.total : 0;
  return {
    endpoints: endpoints && {
      share,
      text: endpointsText(endpoints),
      // Rounded down: 100 % says that all of them work.
      percent: l10n.t('{0} %', Math.floor(share * 100)),
    },
    findings:
      findings &&
      severities
        .filter((severity) => findings[severity] > 0)
        .map((severity) => ({
          severity,
          short: `${severityLetter(severity)} ${findings[severity]}`,
          text: severityPhrase(severity, findings[severity]),
        })),
    latency:
      latencyP95 === null
        ? null
        : { share: slowest === 0 ? 0 : latencyP95 / slowest, text: milliseconds(latencyP95) },
  };
}

function labels(): MatrixLabels {
  return {
    grid: l10n.t('Apps by template and model'),
    template: l10n.t('Template'),
    allModels: l10n.t('All models'),
    allTemplates: l10n.t('All templates'),
    endpoints: l10n.t('endpoints'),
    findings: l10n.t('findings'),
    latency: l10n.t('p95'),
    notMeasured: l10n.t('not measured'),
    noFindings: l10n.t('no findings'),
    best: l10n.t('best'),
    moreRows: l10n.t('Show More Rows'),
    openSource: l10n.t('Open Source'),
    reveal: l10n.t('Reveal in Tree'),
    retry: l10n.t('Retry'),
    hint: l10n.t('Choose an app to see what was measured.'),
  };
}
