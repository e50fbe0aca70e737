import { TreeItem, TreeItemCollapsibleState, l10n } from 'vscode';
import type { AppNode, LoadMoreNode, PipelineNode, SubtaskNode, ToolRunNode, TreeNode } from './nodes.ts';
import type { RunningSteps } from '../running-steps.ts';
import { contextValue } from './context-value.ts';
import {
  figuresPhrase,
  findingsPhrase,
  measurementPhrase,
  milliseconds,
  metPhrase,
  pipelineProgress,
} from '../figures.ts';
import { appState, pipelineState, subtaskState, toolRunState } from '../state.ts';
import type { State } from '../state.ts';
import { repairPhrase } from '../repair-phrase.ts';
import { usagePhrase } from '../usage-phrase.ts';
import { runningAppIcon, toneIcon } from '../tone-icon.ts';
import { appRunPhrase } from '../app-run-phrase.ts';

/** The row as it is shown now. Reads memory only. */
export function treeItemOf(node: TreeNode, steps: RunningSteps): TreeItem {
  switch (node.kind) {
    case 'pipeline':
      return pipelineItem(node);
    case 'app':
      return appItem(node, steps);
    case 'subtask':
      return subtaskItem(node, steps);
    case 'toolRun':
      return toolRunItem(node, steps);
    case 'loadMore':
      return loadMoreItem(node);
  }
}

/** Equal for two items that look and behave alike. */
export function appearance(item: TreeItem): string {
  const { label, description, iconPath, contextValue, collapsibleState } = item;
  return JSON.stringify([label, description, iconPath, contextValue, collapsibleState]);
}

function row(node: TreeNode, label: string, state: State, details: string[], open: boolean): TreeItem {
  const item = new TreeItem(label, open ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.id = node.id;
  item.iconPath = toneIcon(state.tone);
  item.description = [state.word, ...details].join(' · ');
  item.contextValue = contextValue(node);
  item.accessibilityInformation = { label: [label, state.word, ...details].join(', '), role: 'treeitem' };
  return item;
}

function pipelineItem(node: PipelineNode): TreeItem {
  const { record } = node;
  const { done, total } = pipelineProgress(record);
  const details = [l10n.t('{0} of {1} apps', done, total)];
  if (record.needsAttention > 0) details.push(l10n.t('{0} need attention', record.needsAttention));
  if (record.message) details.push(record.message);
  const item = row(node, record.name, pipelineState(record), details, true);
  if (node.startsOpen) item.collapsibleState = TreeItemCollapsibleState.Expanded;
  return item;
}

function appItem(node: AppNode, steps: RunningSteps): TreeItem {
  const { record } = node;
  const step = steps.ofJob(record.jobId) ?? steps.ofApp(record.jobId);
  const template = record.replicate > 1 ? `${record.template} #${record.replicate}` : record.template;
  const name = record.app ?? record.model;
  const state = appState(record);
  const tokens = steps.tokensOfJob(record.jobId);
  const now = step === null ? null : [step, tokens].filter((part) => part !== null);
  const figures = now ?? [
    ...waitingPhrase(record),
    ...figuresPhrase(record.figures),
    ...repairPhrase(record.repair),
    ...usagePhrase(record.usage),
  ];
  const item = row(
    node,
    name,
    state,
    now ? [...now, template] : [template, ...figures],
    record.mainTaskId !== null,
  );
  // Read out, what is built comes first; on screen the state must not be cut off.
  const run = steps.appOf(record.jobId);
  const phrase = appRunPhrase(run);
  const label = [`${template} · ${name}`, state.word, phrase, ...figures].filter(Boolean).join(', ');
  item.accessibilityInformation = { label, role: 'treeitem' };
  item.contextValue = contextValue(node, run);
  if (phrase !== null) item.description = `${phrase} · ${String(item.description)}`;
  if (run?.status === 'running') item.iconPath = runningAppIcon;
  return item;
}

/** The word for its state says already that it is tried again later. */
function waitingPhrase({ waiting }: AppNode['record']): string[] {
  return waiting && waiting.cause !== 'retry' ? [waiting.reason] : [];
}

function subtaskItem(node: SubtaskNode, steps: RunningSteps): TreeItem {
  const { record } = node;
  const step = steps.ofSubtask(record.id);
  const details = step ? [step] : [];
  if (record.error && record.status === 'failed') details.push(record.error.message);
  if (record.attempts > 1) details.push(l10n.t('attempt {0}', record.attempts));
  return row(node, record.service, subtaskState(record), details, record.tools.length > 0);
}

function toolRunItem(node: ToolRunNode, steps: RunningSteps): TreeItem {
  const { record } = node;
  const step = record.status === null ? steps.ofTool(record.subtaskId, record.tool) : null;
  const details: string[] = [];
  if (record.reason) details.push(record.reason);
  if (record.verdicts) details.push(...metPhrase(record.verdicts));
  if (record.findings) details.push(findingsPhrase(record.findings));
  const p95 = record.measurements.find((measurement) => measurement.name === 'latency.p95');
  if (p95) details.push(measurementPhrase(p95));
  if (record.durationMs !== null) details.push(l10n.t('took {0}', milliseconds(record.durationMs)));
  const state: State = step ? { tone: 'running', word: l10n.t('running') } : toolRunState(record);
  const item = row(node, record.tool, state, details, false);
  if (record.id !== null) {
    item.command = { command: 'assay.showToolRun', title: l10n.t('Show Tool Run'), arguments: [node] };
  }
  return item;
}

function loadMoreItem(node: LoadMoreNode): TreeItem {
  const item = new TreeItem(l10n.t('Load More…'));
  item.id = node.id;
  item.contextValue = 'loadMore';
  item.command = { command: 'assay.loadMore', title: l10n.t('Load More'), arguments: [node] };
  return item;
}
