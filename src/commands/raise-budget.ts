import { l10n, window } from 'vscode';
import { dollars } from '../engine/domain/estimate.ts';
import type { PipelineRecord } from '../engine/domain/records.ts';
import type { Engine } from '../engine/engine-api.ts';

/**
 * Before what a budget may have stopped is tried again: asks what it shall be from now on. A pipeline without one is
 * asked nothing.
 * @returns false when the person has changed their mind
 */
export async function raiseBudget(
  engine: Pick<Engine, 'setBudget'>,
  { id, budget, usage }: Pick<PipelineRecord, 'id' | 'budget' | 'usage'>,
): Promise<boolean> {
  const { maxCostUsd = null, maxTokens = null } = budget ?? {};
  if (maxCostUsd !== null) {
    const spent = l10n.t('{0} are spent.', dollars(usage?.costUsd ?? 0));
    const now = await ask(l10n.t('Budget of this pipeline in US dollars'), spent, maxCostUsd, false);
    if (now === undefined) return false;
    if (now !== maxCostUsd) await engine.setBudget(id, { maxCostUsd: now });
  }
  if (maxTokens !== null) {
    const taken = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
    const spent = l10n.t('{0} are spent.', taken.toLocaleString());
    const now = await ask(l10n.t('Budget of this pipeline in tokens'), spent, maxTokens, true);
    if (now === undefined) return false;
    if (now !== maxTokens) await engine.setBudget(id, { maxTokens: now });
  }
  return true;
}

async function ask(
  title: string,
  prompt: string,
  value: number,
  whole: boolean,
): Promise<number | undefined> {
  const most = whole ? 1_000_000_000_000 : 1_000_000;
  const right = (text: string) => {
    const number = Number(text);
    return text.trim() !== '' && number > 0 && number <= most && (!whole || Number.isInteger(number));
  };
  const text = await window.showInputBox({
    title,
    prompt,
    value: String(value),
    validateInput: (entered) =>
      right(entered) ? null : l10n.t('It must be a number above 0, at most {0}.', most.toLocaleString()),
  });
  return text === undefined ? undefined : Number(text);
}
