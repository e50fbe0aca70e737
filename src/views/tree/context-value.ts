import type { TreeNode } from './nodes.ts';
import { isExisting } from '../../engine/domain/existing-app.ts';
import { isUpOrComing } from '../../engine/domain/running-app.ts';
import type { RunningApp } from '../../engine/domain/running-app.ts';
import { isTerminal } from '../../engine/domain/status.ts';

/** The words that menus look for in a row's `viewItem`. */
export const contextWords = [
  'pipeline',
  'pausable',
  'resumable',
  'cancellable',
  'hasFailures',
  'app',
  'subtask',
  'toolRun',
  'retryable',
  'hasSource',
  'hasAnswers',
  'writing',
  'runs',
  'stoppable',
  'hasAppLog',
  'hasResult',
  'loadMore',
] as const;
type ContextWord = (typeof contextWords)[number];

/** @param run of an app: how people run it; null: it was not started */
export function contextValue(node: TreeNode, run: RunningApp | null = null): string {
  return [...words(node), ...(run ? runWords(run) : [])].join(' ');
}

function runWords(run: RunningApp): ContextWord[] {
  const list: ContextWord[] = ['hasAppLog'];
  if (isUpOrComing(run)) list.push('stoppable');
  if (run.status === 'running') list.push('runs');
  return list;
}

function words(node: TreeNode): ContextWord[] {
  switch (node.kind) {
    case 'pipeline': {
      const { status, needsAttention } = node.record;
      const list: ContextWord[] = ['pipeline'];
      if (status === 'running' || status === 'pending') list.push('pausable');
      if (status === 'paused') list.push('resumable');
      if (!isTerminal(status)) list.push('cancellable');
      if (needsAttention > 0) list.push('hasFailures');
      return list;
    }
    case 'app': {
      const { model, jobStatus, mainTaskStatus, sourceDir } = node.record;
      const list: ContextWord[] = ['app'];
      if (isTerminal(jobStatus) && (mainTaskStatus === null || isTerminal(mainTaskStatus)))
        list.push('retryable');
      if (sourceDir !== null) list.push('hasSource');
      if (isExisting(model)) return list;
      if (jobStatus !== 'pending') list.push('hasAnswers');
      if (jobStatus === 'running') list.push('writing');
      return list;
    }
    case 'subtask':
      return isTerminal(node.record.status) ? ['subtask', 'retryable'] : ['subtask'];
    case 'toolRun':
      return node.record.id === null ? ['toolRun'] : ['toolRun', 'hasResult'];
    case 'loadMore':
      return ['loadMore'];
  }
}
