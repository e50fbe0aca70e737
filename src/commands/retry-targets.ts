import { l10n, window } from 'vscode';
import type { CommandContext } from './command.ts';
import { allowToolboxes } from './toolbox-consent.ts';
import type { RetryTarget } from '../engine/domain/retry-target.ts';

/** Tries the targets again and says so in the status bar; the tree shows the rest. */
export async function retryTargets(
  context: CommandContext,
  targets: readonly RetryTarget[],
): Promise<number> {
  if (targets.length === 0 || !(await allowToolboxes(context))) return 0;
  const engine = await context.session.get();
  let count = 0;
  for (const target of targets) count += await engine.retry(target);
  const text =
    count === 0
      ? l10n.t('Nothing to retry: it is open already.')
      : l10n.t('{0} jobs and subtasks are tried again.', count);
  window.setStatusBarMessage(text, 4_000);
  return count;
}
