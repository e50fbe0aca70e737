import { l10n } from 'vscode';
import type { TreeView } from 'vscode';
import type { PipelineWatch } from './pipeline-watch.ts';
import type { Disposable } from '../engine/domain/disposable.ts';

/** The number on the activity bar's icon: apps that need a person. */
export function showBadge<T>(view: TreeView<T>, watch: PipelineWatch): Disposable {
  return watch.onDidChange(() => {
    const value = watch.records.reduce((sum, record) => sum + record.needsAttention, 0);
    if ((view.badge?.value ?? 0) === value) return;
    view.badge = value === 0 ? undefined : { value, tooltip: l10n.t('{0} apps need attention', value) };
  });
}
