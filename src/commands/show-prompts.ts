import { l10n, window } from 'vscode';
import { chooseAnswer, showPlainText } from './answer-choice.ts';
import type { Command } from './command.ts';
import { appTargets } from './targets.ts';
import { answerUri } from '../views/answers/answer-uri.ts';

/** What a model was asked for an app, as it was sent. */
export const showPrompts: Command = {
  id: 'assay.showPrompts',
  async run(context, ...args) {
    const [app] = await appTargets(context, args, l10n.t('Show the prompts of which app?'), () => true);
    if (!app) return;
    const { jobId } = app;
    const answers = await (await context.session.get()).answers(jobId);
    if (answers.length === 0) {
      void window.showInformationMessage(
        l10n.t('Prompts are kept with their answers, and there is none yet.'),
      );
      return;
    }
    const answer = await chooseAnswer(answers, l10n.t('Show the prompts of which answer?'));
    if (!answer) return;
    const { attempt, step } = answer;
    await showPlainText(answerUri(app, { kind: 'prompts', jobId, attempt, step }));
  },
};
