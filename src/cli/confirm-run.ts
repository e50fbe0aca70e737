import { createInterface } from 'node:readline/promises';
import { InputError } from '../engine/domain/errors.ts';
import { dollars } from '../engine/domain/estimate.ts';
import type { RunEstimate } from '../engine/domain/estimate.ts';
import type { Engine, RunRequest } from '../engine/engine-api.ts';

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
  if (process.stdin.isTTY && process.stderr.isTTY) return ask(estimate.confirmation, options.stopped);
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

async function ask(confirmation: string, stopped: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+C and the end of the input are no answer, so no consent.
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  try {
    const signal = AbortSignal.any([stopped, ended.signal]);
    const answer = await lines.question(`${confirmation} Run it? [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (stopped.aborted || ended.signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
