import { InputError } from '../engine/domain/errors.ts';
import { dollars } from '../engine/domain/estimate.ts';
import type { RunEstimate } from '../engine/domain/estimate.ts';
import type { Engine, RunRequest } from '../engine/engine-api.ts';
import { ask, isSomebodyThere } from './ask.ts';

/**
 * Says what a run is expected to take, and asks about it when it may be much.
 * @param say prints a line
 * @returns false when the person does not want it
 * @throws InputError when it is to be asked about and nobody is there
 */
export async function confirmRun(
  engine: Pick<Engine, 'estimate'>,
  request: RunRequest,
  options: { yes: boolean; say: (line: string) => void; stopped: AbortSignal },
): Promise<boolean> {
  const estimate = await engine.estimate(request);
  if (estimate.calls === 0) return true;
  for (const line of estimateLines(estimate)) options.say(line);
  if (estimate.confirmation === null || options.yes) return true;
  if (isSomebodyThere()) return ask(`${estimate.confirmation} Run it?`, options.stopped);
  throw InputError.of(
    // Only what a pipeline file names costs anything.
    'file' in request ? request.file : '--yes',
    `${estimate.confirmation} Nothing was run: --yes runs it, and "budget": {"maxCostUsd": N} in the file holds it to N dollars.`,
  );
}

function estimateLines(estimate: RunEstimate): string[] {
  const { jobs, calls, tokens, costUsd, unknownPrices } = estimate;
  const known = costUsd === null ? 'cost not known' : `about ${dollars(costUsd)}`;
  const more = costUsd !== null && unknownPrices.length > 0 ? ' and what is not known' : '';
  const number = new Intl.NumberFormat('en');
  const taken = `${number.format(tokens.input)} tokens of input, ${number.format(tokens.output)} of output`;
  return [
    `Expected: ${calls} model calls for ${jobs} apps, ${taken}, ${known}${more}.`,
    ...estimate.basis.map((sentence) => `  ${sentence}`),
  ];
}
