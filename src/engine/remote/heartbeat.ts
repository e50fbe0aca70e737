import type { Disposable } from '../domain/disposable.ts';

const pingIntervalMs = 1_000;
const lookIntervalMs = 100;

export interface HeartbeatParts {
  /** Resolves when the other side has answered, rejects when the connection is lost. */
  ping: () => Promise<unknown>;
  isGone: (silentMs: number) => boolean;
  giveUp: () => void;
}

/**
 * A dead process closes its connections; one that is stopped, or hangs, keeps them and says nothing. So it is asked for a
 * sign of life every second, and given up when none comes.
 */
export class Heartbeat implements Disposable {
  readonly #parts: HeartbeatParts;
  readonly #timer: NodeJS.Timeout;
  /** When the question that is open was asked; null while none is. */
  #askedAt: number | null = null;
  #lastAskedAt = performance.now();

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), lookIntervalMs).unref();
  }

  #look(): void {
    const now = performance.now();
    if (this.#askedAt !== null) {
      if (this.#parts.isGone(now - this.#askedAt)) this.#parts.giveUp();
      return;
    }
    if (now - this.#lastAskedAt < pingIntervalMs) return;
    this.#askedAt = this.#lastAskedAt = now;
    this.#parts.ping().then(
      () => (this.#askedAt = null),
      // The connection is lost, which its owner hears by itself.
      () => this.dispose(),
    );
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}
