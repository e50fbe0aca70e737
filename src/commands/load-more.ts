import type { Command } from './command.ts';
import { nodesOf } from './targets.ts';

export const loadMore: Command = {
  id: 'assay.loadMore',
  async run({ tree }, ...args) {
    for (const node of nodesOf('loadMore', args)) tree.showMore(node);
  },
};
