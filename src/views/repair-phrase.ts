import { l10n } from 'vscode';
import type { RepairSummary } from '../engine/domain/remarks.ts';

/** For a row: an app that is not all the model's own, or not the whole template. */
export function repairPhrase(repair: RepairSummary | null): string[] {
  if (repair === null) return [];
  const { unbuilt } = repair.counts;
  return [
    ...(repair.clean ? [] : [l10n.t('repaired')]),
    ...(unbuilt > 0 ? [l10n.t('{0} endpoints not built', unbuilt)] : []),
  ];
}

/** For a tooltip: what was done to the answer, and what is wrong and was left so. */
export function repairSentences(repair: RepairSummary | null): string[] {
  if (repair === null) return [];
  const { fix, 'model-repair': asked, problem, placeholder, unbuilt } = repair.counts;
  return [
    ...(fix > 0 ? [l10n.t('Repaired by rules: {0} places', fix)] : []),
    ...(asked > 0 ? [l10n.t('Repaired by the model itself when asked: {0} places', asked)] : []),
    ...(problem > 0 ? [l10n.t('Wrong and left so: {0} places', problem)] : []),
    ...(placeholder > 0 ? [l10n.t('Words in place of code: {0} places', placeholder)] : []),
    ...(unbuilt > 0
      ? [
          l10n.t(
            'Endpoints that the control model could not build (they answer 501, its README names them): {0}',
            unbuilt,
          ),
        ]
      : []),
  ];
}
