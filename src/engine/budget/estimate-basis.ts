import { assumedOutputTokens, isBilledByTheToken } from '../domain/estimate.ts';
import type { ExpectedRow } from './estimate-run.ts';

/** What an estimate rests on, a sentence each. */
export function basisOf(rows: readonly ExpectedRow[]): string[] {
  if (rows.length === 0) return [];
  const sentences = ['Prompts: as they will be sent, about four characters a token.'];
  const byModel = Map.groupBy(rows, (row) => row.model);
  for (const [model, own] of byModel) {
    const known = own.filter(({ output }) => output.basis !== 'assumed');
    if (known.length === 0) {
      sentences.push(
        `Answers of ${model}: ${assumedOutputTokens} tokens each, assumed, as none is stored here.`,
      );
      continue;
    }
    const answers = Math.max(...known.map(({ output }) => output.answers));
    const same = known.every(({ output }) => output.basis === 'template') ? ' for the same template' : '';
    const tokens = [...new Set(known.map(({ output }) => output.tokens))].sort((a, b) => a - b);
    const range = tokens.length === 1 ? `${tokens[0]}` : `${tokens[0]} to ${tokens.at(-1)}`;
    sentences.push(
      `Answers of ${model}: ${range} tokens each, the median of up to ${answers} earlier ones${same}.`,
    );
  }
  for (const [model, [row]] of byModel) {
    const price = row?.price;
    if (!price && !isBilledByTheToken(model)) {
      sentences.push(`Price of ${model}: none by the token, as the editor's subscription has it.`);
      continue;
    }
    sentences.push(
      price
        ? `Price of ${model}: $${price.inputPerMillionUsd} for a million tokens of input, $${price.outputPerMillionUsd} of output.`
        : `Price of ${model}: not known; the setting providers.prices can say it.`,
    );
  }
  sentences.push('One call for each app: continuations, repairs and retries come on top.');
  return sentences;
}
