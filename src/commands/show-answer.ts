import { l10n, window } from 'vscode';
import { chooseAnswer, showPlainText } from './answer-choice.ts';
import type { Command } from './command.ts';
import { appTargets } from './targets.ts';
import { answerUri } from '../views/answers/answer-uri.ts';

/** Of a job that runs, what the model is writing; of all others one of its answers. */
export const showAnswer: Command = {
  id: 'assay.showAnswer',
  async run(context, ...args) {
    const [app] = await appTargets(context, args, l10n.t('Show the answer for which app?'), () => true);
    if (!app) return;
    const { jobId } = app;
    if (app.jobStatus === 'running') return showPlainText(answerUri(app, { kind: 'live', jobId }));
    const answers = await (await context.session.get()).answers(jobId);
    if (answers.length === 0) {
      void window.showInformationMessage(l10n.t('No model has answered for this app yet.'));
      return;
    }
    const answer = await chooseAnswer(answers, l10n.t('Show which answer?'));
    if (!answer) return;
    const { attempt, step } = answer;
    await showPlainText(answerUri(app, { kind: 'answer', jobId, attempt, step }));
  },
};
