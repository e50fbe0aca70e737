import { l10n } from 'vscode';
import type { RepairSummary } from '../engine/domain/remarks.ts';

/** For a row: an app that is not all the model's own. */
export function repairPhrase(repair: RepairSummary | null): string[] {
  return repair === null || repair.clean ? [] : [l10n.t('repaired')];
}

/** For a tooltip: what was done to the answer, and what is wrong and was left so. */
export function repairSentences(repair: RepairSummary | null): string[] {
  if (repair === null) return [];
  const { fix, 'model-repair': asked, problem, placeholder } = repair.counts;
  return [
    ...(fix > 0 ? [l10n.t('Repaired by rules: {0} places', fix)] : []),
    ...(asked > 0 ? [l10n.t('Repaired by the model itself when asked: {0} places', asked)] : []),
    ...(problem > 0 ? [l10n.t('Wrong and left so: {0} places', problem)] : []),
    ...(placeholder > 0 ? [l10n.t('Words in place of code: {0} places', placeholder)] : []),
  ];
}
