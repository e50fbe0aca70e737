import { l10n, window } from 'vscode';
import type { LanguageModelAccessInformation, LanguageModelChat } from 'vscode';
import { AssayError } from '../../engine/domain/errors.ts';

/**
 * The editor asks its user once for each extension whose models Assay asks, and wants that first request to follow from
 * something the user did. What goes on by itself, after a restart say, shows a message first and waits for its button.
 */
export class ModelConsent {
  readonly #access: Pick<LanguageModelAccessInformation, 'canSendRequest'>;
  readonly #asking = new Map<string, Promise<boolean>>();
  #acted = false;

  constructor(access: Pick<LanguageModelAccessInformation, 'canSendRequest'>) {
    this.#access = access;
  }

  /** To be called when a user has started work in this window. */
  userActed(): void {
    this.#acted = true;
  }

  /** @throws AssayError `auth` when the model may not be asked */
  async permit(model: string, chat: LanguageModelChat, onWait: () => void): Promise<void> {
    const known = this.#access.canSendRequest(chat);
    if (known === true || (known === undefined && this.#acted)) return;
    if (known === undefined) {
      onWait();
      const asked = this.#asking.get(chat.vendor) ?? this.#ask(chat);
      this.#asking.set(chat.vendor, asked);
      const allowed = await asked.finally(() => this.#asking.delete(chat.vendor));
      if (allowed) return;
    }
    throw new AssayError('auth', l10n.t('Assay may not ask {0}.', model), {
      hint: l10n.t('Retry the app, and allow it when the editor asks.'),
    });
  }

  async #ask(chat: LanguageModelChat): Promise<boolean> {
    const goOn = l10n.t('Ask the Models');
    const text = l10n.t(
      'A pipeline goes on that asks models of the editor ({0}), which it has not been allowed yet.',
      chat.vendor,
    );
    if ((await window.showInformationMessage(text, goOn)) !== goOn) return false;
    this.#acted = true;
    return true;
  }
}
