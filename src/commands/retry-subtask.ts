import type { Command } from './command.ts';
import { retryTargets } from './retry-targets.ts';
import { subtaskTargets } from './targets.ts';
import { isTerminal } from '../engine/domain/status.ts';

export const retrySubtask: Command = {
  id: 'assay.retrySubtask',
  startsWork: true,
  async run(context, ...args) {
    const records = subtaskTargets(args).map((node) => node.record);
    const targets = records.filter(({ status }) => isTerminal(status));
    return retryTargets(
      context,
      targets.map(({ id }) => ({ kind: 'subtask', subtaskId: id })),
    );
  },
};
