import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { CommandContext } from './command.ts';
import { figuresPhrase, pipelineProgress } from '../views/figures.ts';
import { appState, pipelineState } from '../views/state.ts';
import { isTreeNode } from '../views/tree/nodes.ts';
import type { AppNode, PipelineNode, SubtaskNode, TreeNode } from '../views/tree/nodes.ts';
import type { AppRecord, PipelineRecord } from '../engine/domain/records.ts';

type NodeOf<K extends TreeNode['kind']> = Extract<TreeNode, { kind: K }>;

/**
 * The rows that a command was called on: all that are selected, when the one called on is among them.
 * @param args the row and the selection, as the editor passes them
 */
export function nodesOf<K extends TreeNode['kind']>(kind: K, args: readonly unknown[]): NodeOf<K>[] {
  const [called, selection] = args;
  const list = Array.isArray(selection) && selection.includes(called) ? (selection as unknown[]) : [called];
  return list.filter(isTreeNode).filter((node): node is NodeOf<K> => node.kind === kind);
}

interface Choice<T> extends QuickPickItem {
  value: T;
}

/** @returns undefined: the reader changed their mind, or there is nothing to choose (which was said) */
async function choose<T>(choices: Choice<T>[], title: string, nothing: string): Promise<T | undefined> {
  if (choices.length === 0) {
    void window.showInformationMessage(nothing);
    return undefined;
  }
  const picked = await window.showQuickPick(choices, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.value;
}

/** The pipeline meant: its row, its id (from a message or a link), or one chosen. */
export async function pipelineTarget(
  context: CommandContext,
  args: readonly unknown[],
  title: string,
  suits: (pipeline: PipelineRecord) => boolean = () => true,
): Promise<PipelineRecord | undefined> {
  const engine = await context.session.get();
  const node: PipelineNode | AppNode | undefined = nodesOf('pipeline', args)[0];
  const id = node?.record.id ?? args[0];
  if (typeof id === 'number') return (await engine.pipeline(id)) ?? undefined;
  const choices = (await engine.pipelines()).filter(suits).map((value) => {
    const { done, total } = pipelineProgress(value);
    return {
      label: value.name,
      description: `${pipelineState(value).word} · ${l10n.t('{0} of {1} apps', done, total)}`,
      detail: value.file,
      value,
    };
  });
  return choose(choices, title, l10n.t('There is no pipeline for this.'));
}

/** The apps meant: rows, a job's id (from the matrix), or one chosen. */
export async function appTargets(
  context: CommandContext,
  args: readonly unknown[],
  title: string,
  suits: (app: AppRecord) => boolean,
): Promise<AppRecord[]> {
  const engine = await context.session.get();
  const nodes: AppNode[] = nodesOf('app', args);
  if (nodes.length > 0) return nodes.map((node) => node.record).filter(suits);
  if (typeof args[0] === 'number') {
    const app = await engine.app(args[0]);
    return app ? [app] : [];
  }
  const pipeline = await pipelineTarget(context, [], title);
  if (!pipeline) return [];
  const choices: Choice<AppRecord>[] = [];
  const limit = 200;
  for (let offset = 0; ; offset += limit) {
    const page = await engine.apps(pipeline.id, { offset, limit });
    for (const value of page.filter(suits)) {
      const description = [value.template, appState(value).word, ...figuresPhrase(value.figures)].join(' · ');
      choices.push({ label: value.app ?? value.model, description, value });
    }
    if (page.length < limit) break;
  }
  const app = await choose(choices, title, l10n.t('There is no app for this.'));
  return app ? [app] : [];
}

export function subtaskTargets(args: readonly unknown[]): SubtaskNode[] {
  return nodesOf('subtask', args);
}
