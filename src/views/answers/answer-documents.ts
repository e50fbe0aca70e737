import { l10n, workspace } from 'vscode';
import type { TextDocumentContentProvider, Uri } from 'vscode';
import { GrowingDocuments } from '../documents/growing-documents.ts';
import type { EngineSession } from '../engine-session.ts';
import { answerText, liveText, promptsText } from './answer-text.ts';
import { answerScheme, parseAnswerUri } from './answer-uri.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { Engine } from '../../engine/engine-api.ts';

/** Prompts and answers as read-only documents, all of them plain text; one that a model is writing grows. */
export class AnswerDocuments implements TextDocumentContentProvider, Disposable {
  readonly #session: EngineSession;
  readonly #disposables = new DisposableStore();
  readonly #live: GrowingDocuments<{ text: string }>;
  readonly onDidChange;

  constructor(session: EngineSession, onError: (error: unknown) => void) {
    this.#session = session;
    const watch = (engine: Engine, look: () => void) => [
      engine.onDidChangeActivity(look),
      engine.onDidChange(look),
    ];
    const read = async (engine: Engine, jobId: number) => ({ text: await textNow(engine, jobId) });
    this.#live = this.#disposables.add(new GrowingDocuments(session, { watch, read }, onError));
    this.onDidChange = this.#live.onDidChange;
    this.#disposables.add(workspace.registerTextDocumentContentProvider(answerScheme, this));
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const address = parseAnswerUri(uri);
    if (!address) return l10n.t('This is not the address of an answer.');
    if (address.kind === 'live') return this.#live.open(uri, address.jobId);
    const { kind, jobId, attempt, step } = address;
    const answers = await (await this.#session.get()).answers(jobId);
    const answer = answers.find((one) => one.attempt === attempt && one.step === step);
    if (!answer) return l10n.t('This answer is not there any more.');
    return kind === 'answer' ? answerText(answer) : promptsText(answer);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** What is being written, or else what was written last. */
async function textNow(engine: Engine, jobId: number): Promise<string> {
  const [live, app] = await Promise.all([engine.liveAnswer(jobId), engine.app(jobId)]);
  if (!app) return l10n.t('This app is not there any more.');
  if (live) return liveText(app.model, live);
  const last = (await engine.answers(jobId)).at(-1);
  if (last) return answerText(last);
  if (app.jobError) return [app.jobError.message, app.jobError.hint].filter(Boolean).join('\n');
  return l10n.t('Nothing is written yet. This page fills itself.');
}
