import { l10n } from 'vscode';
import type { Command } from './command.ts';
import { appTargets } from './targets.ts';
import { isUpOrComing } from '../engine/domain/running-app.ts';

export const stopApp: Command = {
  id: 'assay.stopApp',
  async run(context, ...args) {
    const engine = await context.session.get();
    const up = new Set((await engine.findRunningApps()).filter(isUpOrComing).map(({ jobId }) => jobId));
    const apps = await appTargets(context, args, l10n.t('Stop which app?'), ({ jobId }) => up.has(jobId));
    await Promise.all(apps.map(({ jobId }) => engine.stopApp(jobId)));
    return apps.length;
  },
};
