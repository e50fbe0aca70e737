import { l10n, languages, window, workspace } from 'vscode';
import type { QuickPickItem, Uri } from 'vscode';
import { costPhrase, tokensInAndOut } from '../views/usage-phrase.ts';
import type { AnswerRecord } from '../engine/domain/records.ts';

/** One of an app's model calls, the newest first. @returns undefined: the reader changed their mind */
export async function chooseAnswer(
  answers: readonly AnswerRecord[],
  title: string,
): Promise<AnswerRecord | undefined> {
  if (answers.length < 2) return answers[0];
  const items = answers.toReversed().map((value): QuickPickItem & { value: AnswerRecord } => {
    const { attempt, step, usage, cost } = value;
    const facts = [usage && tokensInAndOut(usage), cost && costPhrase(cost.usd, cost.basis)];
    return {
      label: `${l10n.t('attempt {0}', attempt)} · ${step}`,
      description: facts.filter(Boolean).join(' · '),
      value,
    };
  });
  return (await window.showQuickPick(items, { title }))?.value;
}

/** What models write may look like any language; as plain text nothing of it is interpreted. */
export async function showPlainText(uri: Uri): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(await languages.setTextDocumentLanguage(document, 'plaintext'), {
    preview: true,
  });
}
