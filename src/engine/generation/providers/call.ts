import { AssayError } from '../../domain/errors.ts';

export interface CallLimits {
  /** Nothing received for so long. */
  idleTimeoutMs: number;
  callTimeoutMs: number;
  /** Of one answer, as it comes over the wire. */
  maxBytes: number;
}

/**
 * One request while it is under way. However it ends, its connection does: by the caller's signal, a limit, or its end.
 */
export class Call {
  readonly #title: string;
  readonly #limits: CallLimits;
  readonly #caller: AbortSignal;
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  #idle: NodeJS.Timeout;
  #bytes = 0;
  #failure: AssayError | null = null;

  /** @param title of the provider, for messages */
  constructor(title: string, limits: CallLimits, caller: AbortSignal) {
    this.#title = title;
    this.#limits = limits;
    this.#caller = caller;
    this.#total = setTimeout(() => this.#fail(this.#tookTooLong()), limits.callTimeoutMs);
    this.#idle = setTimeout(() => this.#fail(this.#fellSilent()), limits.idleTimeoutMs);
    caller.addEventListener('abort', this.#cancel);
    if (caller.aborted) this.#cancel();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it was ended before its end; whatever else was thrown meanwhile only follows from it. */
  get failure(): AssayError | null {
    return this.#failure;
  }

  /** Bytes came; whatever they say, the other side lives. @throws AssayError when that is more than an answer can be */
  received(bytes: number): void {
    this.#idle.refresh();
    this.#bytes += bytes;
    if (this.#bytes <= this.#limits.maxBytes) return;
    const megabytes = Math.round(this.#limits.maxBytes / 2 ** 20);
    const error = new AssayError(
      'invalid_output',
      `What ${this.#title} sent was cut off at ${megabytes} MB; no answer is that large.`,
    );
    this.#fail(error);
    throw error;
  }

  /** Closes what is still open. */
  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#idle);
    this.#caller.removeEventListener('abort', this.#cancel);
    this.#controller.abort();
  }

  readonly #cancel = () => {
    this.#fail(
      new AssayError('cancelled', `The call of ${this.#title} was stopped.`, { cause: this.#caller.reason }),
    );
  };

  #fail(failure: AssayError): void {
    this.#failure ??= failure;
    this.#controller.abort();
  }

  #tookTooLong(): AssayError {
    const minutes = Math.round(this.#limits.callTimeoutMs / 6_000) / 10;
    return new AssayError('timeout', `${this.#title} had not finished its answer after ${minutes} minutes.`, {
      hint: 'The setting generation.callTimeoutMs says how long an answer may take.',
    });
  }

  #fellSilent(): AssayError {
    const seconds = this.#limits.idleTimeoutMs / 1000;
    return new AssayError('transient', `${this.#title} sent nothing for ${seconds} s.`, {
      hint: 'The setting generation.idleTimeoutMs says how long it may be silent.',
    });
  }
}
