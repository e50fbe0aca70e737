import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import type { CommandContext } from './command.ts';

export function toolboxesAllowed(): boolean {
  return workspace.getConfiguration('assay').get<string>('toolboxes.install') === 'allow';
}

/**
 * Asks once whether the analysis tools may be downloaded. The answer is the setting
 * `assay.toolboxes.install`: seen, changed and preset like any other.
 */
export async function allowToolboxes(context: CommandContext): Promise<boolean> {
  if (toolboxesAllowed()) return true;
  const install = l10n.t('Install and Continue');
  const choice = await window.showInformationMessage(
    l10n.t('Assay needs its analysis tools'),
    {
      modal: true,
      detail: l10n.t(
        'On first use Assay downloads pinned versions of its tools (ESLint with security rules, Semgrep, autocannon) from the npm and Python package registries, about 400 MB, into {0}. Every package is checked against the hash it was released with. Nothing is installed elsewhere, and nothing is sent.',
        context.cacheDir,
      ),
    },
    install,
  );
  if (choice !== install) return false;
  const settings = workspace.getConfiguration('assay');
  context.tree.setNotice(null);
  await settings.update('toolboxes.install', 'allow', ConfigurationTarget.Global);
  return true;
}
