import type { Disposable } from '../engine/domain/disposable.ts';
import type { Engine } from '../engine/engine-api.ts';
import { plainText } from './plain-text.ts';

/** Prints an app's log, and what comes to it. */
export class AppLogPrinter {
  readonly #engine: Pick<Engine, 'appLog' | 'onDidChangeApps'>;
  readonly #jobId: number;
  readonly #write: (text: string) => void;
  #next: number;
  #subscription: Disposable | null = null;
  #printing: Promise<void> = Promise.resolve();

  /** @param from where in the log to begin */
  constructor(
    engine: Pick<Engine, 'appLog' | 'onDidChangeApps'>,
    jobId: number,
    from: number,
    write: (text: string) => void = (text) => process.stdout.write(text),
  ) {
    this.#write = write;
    this.#engine = engine;
    this.#jobId = jobId;
    this.#next = from;
  }

  /** What there is so far. @returns false: the app was never started */
  async print(): Promise<boolean> {
    const part = await this.#engine.appLog(this.#jobId, this.#next);
    if (!part) return false;
    // Another owner of the state folder begins another log.
    this.#next = part.next;
    this.#write(plainText(part.text));
    return true;
  }

  follow(): void {
    const print = () => {
      this.#printing = this.#printing
        .then(() => this.print())
        .then(
          () => undefined,
          // Who owns the folder has gone: the next change comes from another.
          () => undefined,
        );
    };
    this.#subscription = this.#engine.onDidChangeApps(print);
    print();
  }

  /** Once all that was told so far is printed. */
  async end(): Promise<void> {
    this.#subscription?.dispose();
    await this.#printing;
    await this.print().catch(() => false);
  }
}
