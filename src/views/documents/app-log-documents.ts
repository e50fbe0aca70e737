import { stripVTControlCharacters } from 'node:util';
import { Uri, l10n, workspace } from 'vscode';
import type { TextDocumentContentProvider } from 'vscode';
import { GrowingDocuments } from './growing-documents.ts';
import type { EngineSession } from '../engine-session.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { AppRecord } from '../../engine/domain/records.ts';
import type { Engine } from '../../engine/engine-api.ts';

const scheme = 'assay-app-log';
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
  readonly #disposables = new DisposableStore();
  readonly #logs: GrowingDocuments<Shown>;
  readonly onDidChange;

  constructor(session: EngineSession, onError: (error: unknown) => void) {
    const watch = (engine: Engine, look: () => void) => [engine.onDidChangeApps(look)];
    this.#logs = this.#disposables.add(new GrowingDocuments(session, { watch, read: readOn }, onError));
    this.onDidChange = this.#logs.onDidChange;
    this.#disposables.add(workspace.registerTextDocumentContentProvider(scheme, this));
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const jobId = jobOf(uri);
    if (jobId === null) return l10n.t('This is not the address of an app’s log.');
    const text = await this.#logs.open(uri, jobId);
    return text === '' ? l10n.t('The app was not started yet. This page fills itself.') : text;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

async function readOn(engine: Engine, jobId: number, shown: Shown | null): Promise<Shown> {
  const before = shown ?? { text: '', next: 0 };
  const part = await engine.appLog(jobId, before.next);
  if (!part) return before;
  // Another owner of the state folder has begun another log.
  const isOther = part.next < before.next;
  const { text, next } = isOther ? ((await engine.appLog(jobId, 0)) ?? part) : part;
  return { text: (before.text + stripVTControlCharacters(text)).slice(-maxCharacters), next };
}
