import { AssayError } from '../../engine/domain/errors.ts';

/** One request and what came back. */
export interface Exchange {
  method: string;
  /** With its query, relative to the app's address. */
  path: string;
  sent: string | null;
  /** null: no answer came. */
  status: number | null;
  headers: Headers;
  body: string;
  durationMs: number;
  /** Why no answer came; null when one did. */
  failure: string | null;
}

export interface RequestInput {
  method: string;
  path: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  text?: string;
  headers?: Record<string, string>;
}

const defaultTimeoutMs = 10_000;
const maxBodyBytes = 1_000_000;

/** Speaks to a running app as one visitor: keeps cookies, follows no redirects, throws only when stopped. */
export class HttpClient {
  readonly #baseUrl: string;
  readonly #signal: AbortSignal;
  readonly #timeoutMs: number;
  readonly #cookies = new Map<string, string>();

  /** @param timeoutMs how long a whole answer may take */
  constructor(baseUrl: string, signal: AbortSignal, timeoutMs = defaultTimeoutMs) {
    this.#baseUrl = baseUrl;
    this.#signal = signal;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws AssayError `cancelled` when the signal is aborted */
  async send(input: RequestInput): Promise<Exchange> {
    const sent = input.text ?? (input.json === undefined ? null : JSON.stringify(input.json));
    const startedAt = performance.now();
    const exchange = { method: input.method, path: input.path, sent };
    const took = () => Math.round(performance.now() - startedAt);
    try {
      const response = await fetch(this.#baseUrl + input.path, {
        method: input.method,
        redirect: 'manual',
        body: sent,
        headers: this.#headers(sent !== null, input.headers),
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(this.#timeoutMs)]),
      });
      const body = await readCapped(response);
      this.#keepCookies(response.headers);
      const { status, headers } = response;
      return { ...exchange, status, headers, body, durationMs: took(), failure: null };
    } catch (error) {
      if (this.#signal.aborted) throw new AssayError('cancelled', 'The requests were stopped.');
      const failure = failureOf(error, this.#timeoutMs);
      return { ...exchange, status: null, headers: new Headers(), body: '', durationMs: took(), failure };
    }
  }

  #headers(hasBody: boolean, own: Record<string, string> = {}): Record<string, string> {
    const headers: Record<string, string> = { 'user-agent': 'assay', ...own };
    if (hasBody) headers['content-type'] ??= 'application/json';
    if (this.#cookies.size > 0) {
      headers['cookie'] = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    return headers;
  }

  #keepCookies(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const match = /^([^=;\s]+)=([^;]*)/.exec(cookie);
      if (match) this.#cookies.set(match[1]!, match[2]!);
    }
  }
}

async function readCapped(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return '';
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBodyBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function failureOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return 'the connection was cut off';
  return cause.message;
}

/** The exchange as plain text for people, at most about 2 kB. */
export function describeExchange(exchange: Exchange): string {
  const lines = [`${exchange.method} ${exchange.path}`];
  if (exchange.sent !== null) lines.push(exchange.sent.slice(0, 600));
  if (exchange.failure !== null) lines.push('', exchange.failure);
  else {
    const type = exchange.headers.get('content-type');
    lines.push('', `${exchange.status} in ${exchange.durationMs} ms${type === null ? '' : `, ${type}`}`);
    if (exchange.body !== '') lines.push(exchange.body.slice(0, 1_000));
  }
  return lines.join('\n');
}
