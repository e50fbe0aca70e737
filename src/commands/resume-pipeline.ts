import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { allowToolboxes } from './toolbox-consent.ts';
import { pipelineTarget } from './targets.ts';

export const resumePipeline: Command = {
  id: 'assay.resumePipeline',
  startsWork: true,
  async run(context, ...args) {
    const pipeline = await pipelineTarget(
      context,
      args,
      l10n.t('Resume which pipeline?'),
      ({ status }) => status === 'paused',
    );
    if (!pipeline || !(await allowToolboxes(context))) return;
    await (await context.session.get()).resume(pipeline.id);
  },
};
