import type { Command } from './command.ts';

export const openLog: Command = {
  id: 'assay.openLog',
  async run({ log }) {
    log.show();
  },
};
