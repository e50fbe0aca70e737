import type { SecretStorage } from 'vscode';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';
import { Emitter } from '../../engine/domain/event.ts';
import { environmentKeys } from '../../engine/domain/keys.ts';
import type { KeySource } from '../../engine/domain/keys.ts';

const prefix = 'assay.key/';

/** The keys of providers: the editor's secret storage, then the environment. Kept in no third place. */
export class EditorKeys implements KeySource, Disposable {
  readonly #secrets: SecretStorage;
  readonly #environment: KeySource;
  readonly #disposables = new DisposableStore();
  readonly #changed: Emitter<void>;
  readonly onDidChange: Emitter<void>['event'];

  constructor(secrets: SecretStorage, env: NodeJS.ProcessEnv, onError: (error: unknown) => void) {
    this.#secrets = secrets;
    this.#environment = environmentKeys(env);
    this.#changed = this.#disposables.add(new Emitter(onError));
    this.onDidChange = this.#changed.event;
    // Another window may have changed them as well.
    this.#disposables.add(
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(prefix)) this.#changed.fire();
      }),
    );
  }

  async key(provider: string): Promise<string | null> {
    return (await this.#secrets.get(prefix + provider)) ?? this.#environment.key(provider);
  }

  /** Where a key comes from; null: there is none. */
  async origin(provider: string): Promise<'stored' | 'environment' | null> {
    if ((await this.#secrets.get(prefix + provider)) !== undefined) return 'stored';
    return (await this.#environment.key(provider)) === null ? null : 'environment';
  }

  async store(provider: string, key: string): Promise<void> {
    await this.#secrets.store(prefix + provider, key);
  }

  async remove(provider: string): Promise<void> {
    await this.#secrets.delete(prefix + provider);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
