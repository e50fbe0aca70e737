import { HttpClient, describeExchange } from '../http/client.ts';
import type { Exchange, RequestInput } from '../http/client.ts';
import type { Account } from './accounts.ts';

/** The app is not there any more. */
export class AppGone extends Error {}

/** No more requests for this endpoint: it hangs, or has had its share of requests or time. */
export class LimitReached extends Error {}

export interface CallerOptions {
  baseUrl: string;
  signal: AbortSignal;
  /** How long one answer may take. */
  requestTimeoutMs: number;
  /** For the whole test. */
  totalMs: number;
}

export const maxRequestsPerEndpoint = 150;
const maxMsPerEndpoint = 15_000;
/** After so many answers that never came the app gets less time for each. */
const patientHangs = 2;

interface Share {
  requests: number;
  ms: number;
  hangs: boolean;
}

/** Sends requests as accounts or as nobody, within limits for each endpoint. Each account is a visitor of its own. */
export class Caller {
  readonly #options: CallerOptions;
  readonly #startedAt = performance.now();
  readonly #shares = new Map<string, Share>();
  readonly #clients = new Map<Account, HttpClient>();
  readonly #secrets = new Set<string>();
  #hangs = 0;
  #endedBy: { requirement: string; exchange: Exchange } | null = null;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /**
   * @param requirement the endpoint that is asked
   * @throws AppGone, LimitReached; AssayError `cancelled`
   */
  async send(requirement: string, account: Account | null, input: RequestInput): Promise<Exchange> {
    if (this.#endedBy) throw new AppGone();
    const share = this.#shares.get(requirement) ?? { requests: 0, ms: 0, hangs: false };
    this.#shares.set(requirement, share);
    const isOver = performance.now() - this.#startedAt > this.#options.totalMs;
    if (share.hangs || isOver || share.requests >= maxRequestsPerEndpoint || share.ms > maxMsPerEndpoint) {
      throw new LimitReached(requirement);
    }
    const headers = { ...input.headers };
    if (account?.token !== undefined && account.token !== null && headers['authorization'] === undefined) {
      headers['authorization'] = `Bearer ${account.token}`;
    }
    const exchange = await this.#clientOf(account).send({ ...input, headers });
    share.requests++;
    share.ms += exchange.durationMs;
    if (exchange.failure === 'the connection was refused') throw new AppGone();
    if (exchange.failure?.startsWith('no answer within')) {
      share.hangs = true;
      this.#hangs++;
    }
    if (exchange.failure === 'the connection was cut off' && !(await this.#isThere())) {
      const last = { ...exchange, failure: 'the app ended when it was asked this' };
      this.#endedBy = { requirement, exchange: last };
      return last;
    }
    return exchange;
  }

  /** Whether anything answers: through a forwarder an app that is no more cuts off connections as one does that is there. */
  async #isThere(): Promise<boolean> {
    const { baseUrl, signal, requestTimeoutMs } = this.#options;
    const client = new HttpClient(baseUrl, signal, requestTimeoutMs);
    const { failure } = await client.send({ method: 'GET', path: '/' });
    return failure === null || failure.startsWith('no answer within');
  }

  /** What the app was asked when it ended; null: it is there, or ended by itself. */
  get endedBy(): { requirement: string; exchange: Exchange } | null {
    return this.#endedBy;
  }

  /** Is left out of all evidence from now on. */
  hide(secret: string): void {
    if (secret.length >= 6) this.#secrets.add(secret);
  }

  /** Exchanges as plain text for people, without what would let somebody in. */
  describe(...exchanges: Exchange[]): string {
    let text = exchanges.slice(-3).map(describeExchange).join('\n\n');
    for (const secret of this.#secrets) text = text.replaceAll(secret, '…');
    return text.slice(0, 2_900);
  }

  #clientOf(account: Account | null): HttpClient {
    const { baseUrl, signal, requestTimeoutMs } = this.#options;
    const timeoutMs = this.#hangs > patientHangs ? Math.ceil(requestTimeoutMs / 5) : requestTimeoutMs;
    // Nobody keeps no cookies; an impatient client is a new one.
    if (account === null || timeoutMs !== requestTimeoutMs) return new HttpClient(baseUrl, signal, timeoutMs);
    const client = this.#clients.get(account) ?? new HttpClient(baseUrl, signal, timeoutMs);
    this.#clients.set(account, client);
    return client;
  }
}
