import type { Command } from './command.ts';
import { offerUnfinished } from './offer-unfinished.ts';

/** Offered where the engine could not be opened. */
export const startEngine: Command = {
  id: 'assay.startEngine',
  async run(context) {
    await context.session.openInBackground();
    await offerUnfinished(context);
  },
};
