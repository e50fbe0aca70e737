import { l10n, window } from 'vscode';
import type { Command } from './command.ts';
import { pipelineTarget } from './targets.ts';
import { pipelineProgress } from '../views/figures.ts';
import { isTerminal } from '../engine/domain/status.ts';

export const cancelPipeline: Command = {
  id: 'assay.cancelPipeline',
  async run(context, ...args) {
    const pipeline = await pipelineTarget(
      context,
      args,
      l10n.t('Cancel which pipeline?'),
      ({ status }) => !isTerminal(status),
    );
    if (!pipeline) return;
    const { done, total } = pipelineProgress(pipeline);
    const { running } = pipeline.generation;
    const choice = await window.showWarningMessage(
      l10n.t('Cancel {0}?', pipeline.name),
      {
        modal: true,
        detail: l10n.t(
          '{0} of {1} apps are done and stay. {2} being generated and {3} being analysed are stopped, the rest never begins. Each can be retried later.',
          done,
          total,
          running,
          pipeline.analysis.running,
        ),
      },
      l10n.t('Cancel Pipeline'),
    );
    if (choice !== undefined) await (await context.session.get()).cancel(pipeline.id);
  },
};
