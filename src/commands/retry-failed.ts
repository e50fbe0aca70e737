import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { raiseBudget } from './raise-budget.ts';
import { retryTargets } from './retry-targets.ts';
import { pipelineTarget } from './targets.ts';

export const retryFailed: Command = {
  id: 'assay.retryFailed',
  startsWork: true,
  async run(context, ...args) {
    const pipeline = await pipelineTarget(
      context,
      args,
      l10n.t('Retry the failed apps of which pipeline?'),
      ({ needsAttention }) => needsAttention > 0,
    );
    if (!pipeline || !(await raiseBudget(await context.session.get(), pipeline))) return;
    await retryTargets(context, [{ kind: 'failed', pipelineId: pipeline.id }]);
  },
};
