import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { pipelineTarget } from './targets.ts';

export const openMatrix: Command = {
  id: 'assay.openMatrix',
  async run(context, ...args) {
    const pipeline = await pipelineTarget(context, args, l10n.t('Open the matrix of which pipeline?'));
    if (pipeline) await context.matrices.open(pipeline.id);
  },
};
