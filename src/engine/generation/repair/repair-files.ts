import type { Fix, RepairMode } from '../../domain/repair.ts';
import { apiUrlRule } from './api-url-rule.ts';
import { dirnameRule } from './dirname-rule.ts';
import { equivalentsRule } from './equivalents-rule.ts';
import { htmlEntitiesRule } from './html-entities-rule.ts';
import { byteOrderMarkRule, lineEndRule } from './line-end-rules.ts';
import { missingExportRule } from './missing-export-rule.ts';
import { relativeImportRule } from './relative-import-rule.ts';
import type { RepairRule, RepairTarget } from './repair-rule.ts';
import { requireRule } from './require-rule.ts';

/** In the order in which they are applied: what keeps a file from being parsed comes first. */
export const repairRules: readonly RepairRule[] = [
  byteOrderMarkRule,
  lineEndRule,
  htmlEntitiesRule,
  requireRule,
  dirnameRule,
  equivalentsRule,
  relativeImportRule,
  apiUrlRule,
  missingExportRule,
];

export interface RepairedFiles {
  /** In the order in which they were given; all of them. */
  files: Map<string, string>;
  fixes: Fix[];
}

/**
 * Applies the deterministic rules to what a model wrote. The same input gives the same output, and nothing is
 * changed in what was repaired before.
 * @param mode `none` changes nothing; `model` does here what `deterministic` does
 */
export function repairFiles(
  files: ReadonlyMap<string, string>,
  target: RepairTarget,
  { mode }: { mode: RepairMode },
): RepairedFiles {
  const repaired = new Map(files);
  const fixes: Fix[] = [];
  if (mode === 'none') return { files: repaired, fixes };
  for (const rule of repairRules) {
    for (const [path, text] of repaired) {
      const fixed = rule.fix(path, text, { ...target, files: repaired });
      if (fixed === null) continue;
      repaired.set(path, fixed.text);
      fixes.push({ rule: rule.name, path, count: fixed.count, detail: fixed.detail });
    }
  }
  return { files: repaired, fixes };
}
