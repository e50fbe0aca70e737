import type { Command } from './command.ts';

export const showAppsNeedingAttention: Command = {
  id: 'assay.showAppsNeedingAttention',
  run: ({ tree }) => tree.setFilter('attention'),
};
