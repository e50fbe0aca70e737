import { l10n } from 'vscode';
import type { RunningApp } from '../engine/domain/running-app.ts';

/** How an app is running for people to look at, in a word or two; null: it is not, and nothing has happened to it. */
export function appRunPhrase(run: RunningApp | null): string | null {
  switch (run?.status) {
    case 'waiting':
      return l10n.t('waits to be started');
    case 'starting':
      return l10n.t('starting');
    case 'running':
      return l10n.t('running · :{0}', run.url?.split(':').at(-1) ?? '');
    case 'stopping':
      return l10n.t('stopping');
    case 'crashed':
      return l10n.t('crashed');
    case 'failed':
      return l10n.t('does not start');
    case 'stopped':
    case undefined:
      return null;
  }
}
