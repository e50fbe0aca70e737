import { MarkdownString, l10n } from 'vscode';
import type { TreeNode } from './nodes.ts';
import { appRunPhrase } from '../app-run-phrase.ts';
import type { RunningSteps } from '../running-steps.ts';
import { endpointsText, findingsPhrase, measurementPhrase } from '../figures.ts';
import { appState, pipelineState, subtaskState, toolRunState } from '../state.ts';
import { repairSentences } from '../repair-phrase.ts';
import { usageSentences } from '../usage-phrase.ts';
import { isExisting } from '../../engine/domain/existing-app.ts';
import { tools } from '../../engine/domain/tools.ts';
import type { ErrorRecord } from '../../engine/domain/records.ts';

/** What a row has no room for. All of it is put in as text: a model's words are never markup. */
export function tooltipOf(node: TreeNode, steps: RunningSteps): MarkdownString | undefined {
  const text = new MarkdownString();
  const line = (...parts: (string | null)[]) => {
    const words = parts.filter((part) => part !== null && part !== '').join(' ');
    if (words !== '') text.appendText(words).appendMarkdown('\n\n');
  };
  const error = (record: ErrorRecord | null) => record && line(record.message, record.hint);
  switch (node.kind) {
    case 'pipeline': {
      const { record } = node;
      line(`${record.name}: ${pipelineState(record).word}`);
      line(record.message);
      const { generation, analysis } = record;
      line(
        l10n.t(
          'Generated: {0} of {1}, {2} failed',
          generation.completed,
          generation.total,
          generation.failed,
        ),
      );
      line(l10n.t('Analysed: {0} of {1}, {2} failed', analysis.completed, analysis.total, analysis.failed));
      for (const sentence of usageSentences(record.usage)) line(sentence);
      line(record.file);
      return text;
    }
    case 'app': {
      const { record } = node;
      line(`${record.app ?? record.model}: ${appState(record).word}`);
      const run = steps.appOf(record.jobId);
      if (run && run.status !== 'stopped') line(appRunPhrase(run), run.url, run.message);
      if (run?.kept) line(l10n.t('It stays until it is stopped.'));
      error(record.jobError);
      line(record.submissionError);
      if (record.waiting && record.waiting.cause !== 'retry') line(record.waiting.reason);
      const until = record.waiting?.until ?? record.notBefore;
      if (until !== null) line(l10n.t('Tried again at {0}', clock(until)));
      const { template, stack, replicate } = record;
      if (isExisting(record.model)) line(l10n.t('Existing app, {0}, stack {1}', template, stack));
      else line(l10n.t('Template {0}, stack {1}, replicate {2}', template, stack, replicate));
      if (record.revision !== null) line(l10n.t('Revision {0}', record.revision));
      const { endpoints, findings, latencyP95 } = record.figures;
      const unmeasured = l10n.t('not measured');
      line(l10n.t('Endpoints that work: {0}', endpoints ? endpointsText(endpoints) : unmeasured));
      line(l10n.t('Findings: {0}', findings ? findingsPhrase(findings) : unmeasured));
      line(l10n.t('p95: {0}', latencyP95 === null ? unmeasured : `${latencyP95} ms`));
      for (const sentence of repairSentences(record.repair)) line(sentence);
      for (const sentence of usageSentences(record.usage)) line(sentence);
      return text;
    }
    case 'subtask': {
      const { record } = node;
      line(`${record.service}: ${subtaskState(record).word}`);
      error(record.error);
      if (record.notBefore !== null) line(l10n.t('Tried again at {0}', clock(record.notBefore)));
      line(l10n.t('Tools: {0}', record.tools.join(', ')));
      line(l10n.t('Attempts: {0}', record.attempts));
      return text;
    }
    case 'toolRun': {
      const { record } = node;
      line(`${record.tool} ${record.version ?? ''}: ${toolRunState(record).word}`);
      line(tools[record.tool].summary);
      line(record.reason);
      for (const measurement of record.measurements) line(measurementPhrase(measurement));
      return text;
    }
    case 'loadMore':
      return undefined;
  }
}

function clock(epochMs: number): string {
  return new Date(epochMs).toLocaleTimeString();
}
