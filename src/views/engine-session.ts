import { commands, l10n, window, workspace } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import { AssayError } from '../engine/domain/errors.ts';
import { Emitter } from '../engine/domain/event.ts';
import type { Disposable } from '../engine/domain/disposable.ts';
import type { Engine } from '../engine/engine-api.ts';

export type SessionState = 'closed' | 'opening' | 'open' | 'failed';

/**
 * The one engine of this window. It opens on first use; a failure is shown once, with a way to try
 * again, and the commands stay there.
 */
export class EngineSession implements Disposable {
  readonly #open: () => Promise<Engine>;
  readonly #log: LogOutputChannel;
  readonly #opened: Emitter<Engine>;
  #engine: Engine | null = null;
  #opening: Promise<Engine> | null = null;

  /** Listeners hear of each engine that opens, and of the present one at once. */
  readonly whenOpen = (listener: (engine: Engine) => void): Disposable => {
    if (this.#engine) listener(this.#engine);
    return this.#opened.event(listener);
  };

  constructor(open: () => Promise<Engine>, log: LogOutputChannel) {
    this.#open = open;
    this.#log = log;
    this.#opened = new Emitter((error) => log.error(String(error)));
    this.#setState('closed');
  }

  /** Null until somebody needed it. */
  get engine(): Engine | null {
    return this.#engine;
  }

  /** @throws AssayError when there is no folder, no trust, or the engine cannot be opened */
  get(): Promise<Engine> {
    if (this.#engine) return Promise.resolve(this.#engine);
    this.#opening ??= this.#start().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** Opens the engine for what shows itself: a failure is told to the user, not to the caller. */
  async openInBackground(): Promise<void> {
    try {
      await this.get();
    } catch (error) {
      await this.#tell(AssayError.from(error));
    }
  }

  /** @throws AssayError when nothing may or can run in this window */
  assertUsable(): void {
    if (!workspace.isTrusted) {
      throw new AssayError(
        'auth',
        l10n.t('Assay runs code, so it does nothing in a folder that is not trusted.'),
        {
          hint: l10n.t('Trust the workspace first.'),
        },
      );
    }
    if (workspace.workspaceFolders?.[0]?.uri.scheme !== 'file') {
      throw new AssayError('auth', l10n.t('No folder is open, and Assay keeps its pipelines in one.'), {
        hint: l10n.t('Open a folder first.'),
      });
    }
  }

  async #start(): Promise<Engine> {
    this.assertUsable();
    this.#setState('opening');
    try {
      const engine = await this.#open();
      this.#engine = engine;
      this.#setState('open');
      this.#opened.fire(engine);
      return engine;
    } catch (error) {
      this.#setState('failed');
      this.#log.error(error instanceof Error ? error : String(error));
      throw error;
    }
  }

  async #tell(error: AssayError): Promise<void> {
    const retry = l10n.t('Retry');
    const openLog = l10n.t('Open Log');
    const text = [l10n.t('Assay could not start: {0}', error.message), error.hint].filter(Boolean).join(' ');
    const choice = await window.showErrorMessage(text, retry, openLog);
    if (choice === openLog) this.#log.show();
    if (choice === retry) await this.openInBackground();
  }

  #setState(state: SessionState): void {
    void commands.executeCommand('setContext', 'assay.engine', state);
  }

  /** Interrupts running work, durably, after the grace; the next `get` opens another engine. */
  async close(graceMs: number): Promise<void> {
    const engine = this.#engine ?? (await this.#opening?.catch(() => null)) ?? null;
    this.#engine = null;
    this.#setState('closed');
    await engine?.shutdown(graceMs);
  }

  dispose(): void {
    this.#opened.dispose();
  }
}
