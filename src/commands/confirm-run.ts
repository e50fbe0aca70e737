import { l10n, window } from 'vscode';
import { dollars } from '../engine/domain/estimate.ts';
import type { RunEstimate } from '../engine/domain/estimate.ts';
import type { Engine, RunRequest } from '../engine/engine-api.ts';

/**
 * Asks, in a dialog that says what a run is expected to take, whether it shall begin, when that may be much.
 * @returns false when the person does not want it
 * @throws InputError when the file is not a pipeline file
 */
export async function confirmRun(engine: Pick<Engine, 'estimate'>, request: RunRequest): Promise<boolean> {
  const estimate = await engine.estimate(request);
  if (estimate.confirmation === null) return true;
  const run = l10n.t('Run');
  const question = l10n.t('Run this pipeline? {0}', estimate.confirmation);
  return (
    (await window.showWarningMessage(question, { modal: true, detail: detailOf(estimate) }, run)) === run
  );
}

function detailOf({ jobs, calls, tokens, costUsd, basis }: RunEstimate): string {
  const number = new Intl.NumberFormat();
  const [input, output] = [number.format(tokens.input), number.format(tokens.output)];
  return [
    l10n.t('Model calls: {0}. Apps: {1}.', calls, jobs),
    l10n.t('{0} tokens of input, {1} of output.', input, output),
    costUsd === null ? l10n.t('Cost not known.') : l10n.t('About {0}.', dollars(costUsd)),
    '',
    ...basis,
  ].join('\n');
}
