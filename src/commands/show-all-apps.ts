import type { Command } from './command.ts';

export const showAllApps: Command = {
  id: 'assay.showAllApps',
  run: ({ tree }) => tree.setFilter('all'),
};
