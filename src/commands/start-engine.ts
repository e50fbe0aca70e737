import type { Command } from './command.ts';

/** Offered where the engine could not be opened. */
export const startEngine: Command = {
  id: 'assay.startEngine',
  run: ({ session }) => session.openInBackground(),
};
