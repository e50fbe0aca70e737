import { EventEmitter, Uri, workspace } from 'vscode';
import { FollowedEnds } from './followed-ends.ts';
import { Coalesced } from '../coalesced.ts';
import type { EngineSession } from '../engine-session.ts';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import type { Engine } from '../../engine/engine-api.ts';

/** At most ten times a second. */
const updateMs = 100;

/** What a document shows, and whatever is needed to read on from there. */
interface Shown {
  text: string;
}

interface Growth<T extends Shown> {
  /** Looks again after each of these. */
  watch(engine: Engine, look: () => void): Disposable[];
  /** @param before null: it is opened */
  read(engine: Engine, jobId: number, before: T | null): Promise<T>;
}

/** Read-only documents about jobs that grow while they are open, the end of them in view. */
export class GrowingDocuments<T extends Shown> implements Disposable {
  readonly #session: EngineSession;
  readonly #read: Growth<T>['read'];
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new EventEmitter<Uri>());
  /** By address. */
  readonly #open = new Map<string, { jobId: number; shown: T }>();
  readonly onDidChange = this.#changed.event;

  constructor(session: EngineSession, { watch, read }: Growth<T>, onError: (error: unknown) => void) {
    this.#session = session;
    this.#read = read;
    const update = this.#disposables.add(new Coalesced(updateMs, () => this.#update(), onError));
    this.#disposables.add(new FollowedEnds(({ uri }) => this.#open.has(uri.toString())));
    this.#disposables.add(workspace.onDidCloseTextDocument(({ uri }) => this.#open.delete(uri.toString())));
    const look = () => {
      if (this.#open.size > 0) update.request();
    };
    this.#disposables.add(
      session.whenOpen((engine) => {
        for (const watching of watch(engine, look)) this.#disposables.add(watching);
      }),
    );
  }

  /** The text of a document, which from now on grows until it is closed. */
  async open(uri: Uri, jobId: number): Promise<string> {
    const key = uri.toString();
    const known = this.#open.get(key)?.shown;
    const shown = known ?? (await this.#read(await this.#session.get(), jobId, null));
    this.#open.set(key, { jobId, shown });
    return shown.text;
  }

  async #update(): Promise<void> {
    const engine = await this.#session.get();
    for (const [key, { jobId, shown: before }] of this.#open) {
      const shown = await this.#read(engine, jobId, before);
      // Closed meanwhile: nobody is to be told.
      if (shown.text === before.text || !this.#open.has(key)) continue;
      this.#open.set(key, { jobId, shown });
      this.#changed.fire(Uri.parse(key));
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
