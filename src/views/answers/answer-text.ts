import { l10n } from 'vscode';
import { costPhrase, tokensInAndOut } from '../usage-phrase.ts';
import type { AnswerRecord, LiveAnswer } from '../../engine/domain/records.ts';

const ruler = '─'.repeat(72);

/** An answer as it came, under what is known of it. */
export function answerText(answer: AnswerRecord): string {
  return page([titleOf(answer), factsOf(answer)], answer.text);
}

/** All messages of one call, as they were sent. */
export function promptsText(answer: AnswerRecord): string {
  const words = { system: l10n.t('System'), user: l10n.t('User'), assistant: l10n.t('Model') };
  const messages = answer.messages.map(
    ({ role, content }) => `${ruler}\n${words[role]}\n${ruler}\n${content}\n`,
  );
  return `${titleOf(answer)}\n${messages.join('\n')}`;
}

/** What a model has written so far. */
export function liveText(model: string, live: LiveAnswer): string {
  const tokens = live.estimated
    ? l10n.t('is writing: about {0} tokens', live.outputTokens.toLocaleString())
    : l10n.t('is writing: {0} tokens', live.outputTokens.toLocaleString());
  const omitted = live.omitted > 0 ? [l10n.t('… {0} characters before', live.omitted.toLocaleString())] : [];
  return page([`${model} · ${live.step}`, tokens, ...omitted], live.text);
}

function page(head: string[], text: string): string {
  return `${head.join('\n')}\n${ruler}\n${text}`;
}

function titleOf({ model, attempt, step }: AnswerRecord): string {
  return [model, l10n.t('attempt {0}', attempt), step].join(' · ');
}

function factsOf({ finishReason, usage, cost, servedModel, model, createdAt }: AnswerRecord): string {
  const ends = {
    stop: l10n.t('complete'),
    length: l10n.t('cut off at the limit'),
    refused: l10n.t('refused'),
    error: l10n.t('given up'),
  };
  const served =
    servedModel !== null && !model.endsWith(servedModel) ? l10n.t('answered by {0}', servedModel) : null;
  return [
    ends[finishReason],
    usage ? tokensInAndOut(usage) : null,
    cost ? costPhrase(cost.usd, cost.basis) : null,
    served,
    new Date(createdAt).toLocaleString(),
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}
