import { StatusBarAlignment, l10n, window } from 'vscode';
import { pipelineProgress } from './figures.ts';
import type { PipelineWatch } from './pipeline-watch.ts';
import type { EngineSession } from './engine-session.ts';
import { Coalesced } from './coalesced.ts';
import { DisposableStore } from '../engine/domain/disposable.ts';
import type { Disposable } from '../engine/domain/disposable.ts';

/** One item, there only while something runs; a click shows the tree. */
export function showStatusBar(
  session: EngineSession,
  watch: PipelineWatch,
  onError: (error: unknown) => void,
): Disposable {
  const disposables = new DisposableStore();
  const item = disposables.add(window.createStatusBarItem('assay.status', StatusBarAlignment.Left));
  item.name = l10n.t('Assay: Running Pipelines');
  item.command = 'assay.pipelines.focus';

  const draw = async () => {
    const running = watch.records.filter(({ status }) => status === 'running' || status === 'pending');
    const [first] = running;
    if (!first) {
      item.hide();
      return;
    }
    const sums = running.map(pipelineProgress);
    const done = sums.reduce((sum, progress) => sum + progress.done, 0);
    const total = sums.reduce((sum, progress) => sum + progress.total, 0);
    const name = running.length === 1 ? first.name : l10n.t('{0} pipelines', running.length);
    const steps = (session.engine?.activities() ?? []).map(
      ({ app, part, step }) => `${app} ${part}: ${step}`,
    );
    item.text = `$(loading~spin) ${name} ${done}/${total}`;
    item.tooltip = [l10n.t('{0}: {1} of {2} apps done', name, done, total), ...steps].join('\n');
    item.accessibilityInformation = { label: l10n.t('Assay, {0}, {1} of {2} apps done', name, done, total) };
    item.show();
  };

  const redraw = disposables.add(new Coalesced(200, draw, onError));
  disposables.add(watch.onDidChange(() => redraw.request()));
  disposables.add(
    session.whenOpen((engine) => disposables.add(engine.onDidChangeActivity(() => redraw.request()))),
  );
  return disposables;
}
