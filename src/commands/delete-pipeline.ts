import { l10n, window } from 'vscode';
import type { Command } from './command.ts';
import { pipelineTarget } from './targets.ts';
import { isTerminal } from '../engine/domain/status.ts';

export const deletePipeline: Command = {
  id: 'assay.deletePipeline',
  async run(context, ...args) {
    const pipeline = await pipelineTarget(context, args, l10n.t('Delete which pipeline?'));
    if (!pipeline) return;
    const { total, completed } = pipeline.generation;
    const going = l10n.t(
      'Its {0} apps ({1} of them generated), all that was measured of them and their files are removed. This cannot be undone.',
      total,
      completed,
    );
    const running = isTerminal(pipeline.status) ? [] : [l10n.t('What runs for it is stopped.')];
    const choice = await window.showWarningMessage(
      l10n.t('Delete {0}?', pipeline.name),
      { modal: true, detail: [going, ...running].join(' ') },
      l10n.t('Delete Pipeline'),
    );
    if (choice !== undefined) await (await context.session.get()).delete(pipeline.id);
  },
};
