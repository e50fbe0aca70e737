import { stripVTControlCharacters } from 'node:util';
import { EventEmitter, Uri, l10n, workspace } from 'vscode';
import type { TextDocumentContentProvider } from 'vscode';
import { FollowedEnds } from '../answers/followed-ends.ts';
import { Coalesced } from '../coalesced.ts';
import type { EngineSession } from '../engine-session.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { AppRecord } from '../../engine/domain/records.ts';
import type { Engine } from '../../engine/engine-api.ts';

const scheme = 'assay-app-log';
const updateMs = 100;
const maxCharacters = 512 * 1024;

export function appLogUri({ app, model, jobId }: Pick<AppRecord, 'app' | 'model' | 'jobId'>): Uri {
  const name = (app ?? model).replaceAll('/', '-');
  return Uri.from({ scheme, path: `/${name}-log.txt`, query: `job=${jobId}` });
}

function jobOf(uri: Uri): number | null {
  const jobId = Number(new URLSearchParams(uri.query).get('job'));
  return Number.isSafeInteger(jobId) && jobId > 0 ? jobId : null;
}

interface Shown {
  text: string;
  /** Where its app's log goes on. */
  next: number;
}

/** What apps write that people have started, as read-only documents that grow. */
export class AppLogDocuments implements TextDocumentContentProvider, Disposable {
  readonly #session: EngineSession;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new EventEmitter<Uri>());
  /** By address, those that are open. */
  readonly #shown = new Map<string, Shown>();
  readonly onDidChange = this.#changed.event;

  constructor(session: EngineSession, onError: (error: unknown) => void) {
    this.#session = session;
    const update = this.#disposables.add(new Coalesced(updateMs, () => this.#update(), onError));
    this.#disposables.add(workspace.registerTextDocumentContentProvider(scheme, this));
    this.#disposables.add(new FollowedEnds(({ uri }) => this.#shown.has(uri.toString())));
    this.#disposables.add(workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())));
    this.#disposables.add(
      session.whenOpen((engine) => {
        this.#disposables.add(
          engine.onDidChangeApps(() => {
            if (this.#shown.size > 0) update.request();
          }),
        );
      }),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const jobId = jobOf(uri);
    if (jobId === null) return l10n.t('This is not the address of an app’s log.');
    const key = uri.toString();
    const shown =
      this.#shown.get(key) ?? (await readOn(await this.#session.get(), jobId, { text: '', next: 0 }));
    this.#shown.set(key, shown);
    return shown.text === '' ? l10n.t('The app was not started yet. This page fills itself.') : shown.text;
  }

  async #update(): Promise<void> {
    const engine = await this.#session.get();
    for (const [key, before] of this.#shown) {
      const uri = Uri.parse(key);
      const jobId = jobOf(uri);
      if (jobId === null) continue;
      const now = await readOn(engine, jobId, before);
      // Closed meanwhile: nobody is to be told.
      if (now.text === before.text || !this.#shown.has(key)) continue;
      this.#shown.set(key, now);
      this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

async function readOn(engine: Engine, jobId: number, before: Shown): Promise<Shown> {
  const part = await engine.appLog(jobId, before.next);
  if (!part) return before;
  // Another owner of the state folder has begun another log.
  const isOther = part.next < before.next;
  const { text, next } = isOther ? ((await engine.appLog(jobId, 0)) ?? part) : part;
  return { text: (before.text + stripVTControlCharacters(text)).slice(-maxCharacters), next };
}
