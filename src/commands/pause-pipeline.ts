import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { pipelineTarget } from './targets.ts';

export const pausePipeline: Command = {
  id: 'assay.pausePipeline',
  async run(context, ...args) {
    const pipeline = await pipelineTarget(
      context,
      args,
      l10n.t('Pause which pipeline?'),
      ({ status }) => status === 'running' || status === 'pending',
    );
    if (pipeline) await (await context.session.get()).pause(pipeline.id);
  },
};
