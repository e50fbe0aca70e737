import { commands, l10n, window, workspace } from 'vscode';
import type { PipelineWatch } from './pipeline-watch.ts';
import { pipelineState } from './state.ts';
import { isTerminal } from '../engine/domain/status.ts';
import type { Disposable } from '../engine/domain/disposable.ts';
import type { PipelineRecord } from '../engine/domain/records.ts';

/**
 * Says once that a pipeline has ended, unless its matrix is on screen.
 * @param isOnScreen whether the reader sees the pipeline's matrix now
 */
export function noticeCompletions(
  watch: PipelineWatch,
  isOnScreen: (pipelineId: number) => boolean,
  onError: (error: unknown) => void,
): Disposable {
  return watch.onDidChange((updates) => {
    for (const { before, after } of updates) {
      const ended = before && !isTerminal(before.status) && isTerminal(after.status);
      if (!ended || after.status === 'cancelled' || isOnScreen(after.id)) continue;
      if (!workspace.getConfiguration('assay').get<boolean>('notifications.completion')) continue;
      notice(after).catch(onError);
    }
  });
}

async function notice(pipeline: PipelineRecord): Promise<void> {
  const openMatrix = l10n.t('Open Matrix');
  const never = l10n.t("Don't Show Again");
  const state = pipelineState(pipeline).word;
  const { generation, analysis } = pipeline;
  const text =
    analysis.total > 0
      ? l10n.t(
          '{0}: {1}. {2} of {3} apps analysed.',
          pipeline.name,
          state,
          analysis.completed,
          generation.total,
        )
      : l10n.t(
          '{0}: {1}. {2} of {3} apps generated.',
          pipeline.name,
          state,
          generation.completed,
          generation.total,
        );
  const show = pipeline.status === 'completed' ? window.showInformationMessage : window.showWarningMessage;
  const choice = await show(text, openMatrix, never);
  if (choice === openMatrix) await commands.executeCommand('assay.openMatrix', pipeline.id);
  if (choice === never) {
    await workspace.getConfiguration('assay').update('notifications.completion', false, true);
  }
}
