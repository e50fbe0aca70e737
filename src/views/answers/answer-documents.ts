import { EventEmitter, Uri, l10n, workspace } from 'vscode';
import type { TextDocumentContentProvider } from 'vscode';
import { Coalesced } from '../coalesced.ts';
import type { EngineSession } from '../engine-session.ts';
import { answerText, liveText, promptsText } from './answer-text.ts';
import { answerScheme, parseAnswerUri } from './answer-uri.ts';
import { FollowedEnds } from './followed-ends.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { Engine } from '../../engine/engine-api.ts';

/** At most ten times a second. */
const updateMs = 100;

/** Prompts and answers as read-only documents, all of them plain text; one that a model is writing grows. */
export class AnswerDocuments implements TextDocumentContentProvider, Disposable {
  readonly #session: EngineSession;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new EventEmitter<Uri>());
  /** Open documents of answers that are being written, and what they showed last. */
  readonly #live = new Map<string, string>();
  readonly onDidChange = this.#changed.event;

  constructor(session: EngineSession, onError: (error: unknown) => void) {
    this.#session = session;
    const update = this.#disposables.add(new Coalesced(updateMs, () => this.#update(), onError));
    this.#disposables.add(workspace.registerTextDocumentContentProvider(answerScheme, this));
    this.#disposables.add(new FollowedEnds(({ uri }) => this.#live.has(uri.toString())));
    this.#disposables.add(workspace.onDidCloseTextDocument(({ uri }) => this.#live.delete(uri.toString())));
    const request = () => {
      if (this.#live.size > 0) update.request();
    };
    this.#disposables.add(
      session.whenOpen((engine) => {
        this.#disposables.add(engine.onDidChangeActivity(request));
        this.#disposables.add(engine.onDidChange(request));
      }),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const address = parseAnswerUri(uri);
    if (!address) return l10n.t('This is not the address of an answer.');
    const engine = await this.#session.get();
    if (address.kind === 'live') {
      const known = this.#live.get(uri.toString());
      const text = known ?? (await textNow(engine, address.jobId));
      this.#live.set(uri.toString(), text);
      return text;
    }
    const { kind, jobId, attempt, step } = address;
    const answers = await engine.answers(jobId);
    const answer = answers.find((one) => one.attempt === attempt && one.step === step);
    if (!answer) return l10n.t('This answer is not there any more.');
    return kind === 'answer' ? answerText(answer) : promptsText(answer);
  }

  async #update(): Promise<void> {
    const engine = await this.#session.get();
    for (const [key, shown] of this.#live) {
      const uri = Uri.parse(key);
      const address = parseAnswerUri(uri);
      if (!address) continue;
      const text = await textNow(engine, address.jobId);
      // Closed meanwhile: nobody is to be told.
      if (text === shown || !this.#live.has(key)) continue;
      this.#live.set(key, text);
      this.#changed.fire(uri);
    }
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
