import { createHash, randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { anthropic } from './dialects/anthropic.ts';
import type { ChatMessage, Dialect } from './dialects/dialect.ts';
import { ollama } from './dialects/ollama.ts';
import { openAi, openRouter } from './dialects/openai.ts';
import { reply } from './reply.ts';
import { createScript } from './trouble.ts';
import type { Script } from './trouble.ts';

export const dialects = { openai: openAi, openrouter: openRouter, anthropic, ollama } as const;
export type DialectName = keyof typeof dialects;

export interface ServedCall {
  dialect: DialectName;
  model: string;
  /** SHA-256 of what was asked, whichever dialect asked it. */
  promptHash: string;
  headers: http.IncomingHttpHeaders;
  body: Record<string, unknown>;
  /** `open`: under way; `finished`: all was sent; `closed`: the other side went before. */
  state: 'open' | 'finished' | 'closed';
  /** Epoch milliseconds; null: it is open. */
  startedAt: number;
  endedAt: number | null;
  /** Settles when it is no longer open. */
  ended: Promise<void>;
}

export interface ModelServerOptions {
  /** 0: any that is free. */
  port?: number;
  script?: Script;
  tls?: { key: string; cert: string };
  models?: readonly string[];
  /** Who shows none of these is refused; left out: nobody is. */
  keys?: readonly string[];
  /** What a model says to a prompt. */
  answer: (prompt: string) => string | Promise<string>;
}

/** The hash of a prompt, as `calls` has it. */
export function promptHash(messages: readonly ChatMessage[]): string {
  const said = messages.map(({ role, content }) => [role, content]);
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** A server that speaks as model providers do, and misbehaves as its script says. On 127.0.0.1 only. */
export class ModelServer {
  readonly calls: ServedCall[] = [];
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  readonly #options: ModelServerOptions;
  #next: ReturnType<typeof createScript>;

  private constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#next = createScript(options.script ?? []);
    const handle: http.RequestListener = (request, response) => {
      this.#handle(request, response).catch((error: unknown) => response.destroy(error as Error));
    };
    this.#server = options.tls ? https.createServer(options.tls, handle) : http.createServer(handle);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(options: ModelServerOptions): Promise<ModelServer> {
    const server = new ModelServer(options);
    await new Promise<void>((resolve) => server.#server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What the setting of that provider's address must be. */
  baseUrl(dialect: DialectName, host = `127.0.0.1:${this.port}`): string {
    return `${this.#options.tls ? 'https' : 'http'}://${host}/${dialect}`;
  }

  /** Replaces what is left of the script. */
  play(script: Script): void {
    this.#next = createScript(script);
  }

  /** How often each prompt was asked. */
  countByPrompt(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const call of this.calls) counts.set(call.promptHash, (counts.get(call.promptHash) ?? 0) + 1);
    return counts;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://local');
    const [, name = '', ...rest] = pathname.split('/');
    if (name === 'calls') return sendJson(response, 200, this.calls);
    const dialect = Object.hasOwn(dialects, name) ? dialects[name as DialectName] : null;
    const path = `/${rest.join('/')}`;
    if (dialect && !this.#isKnown(request.headers)) {
      return sendJson(response, 401, dialect.error(401, 'No such key.'));
    }
    if (dialect && request.method === 'GET') {
      const other = path === dialect.modelsPath ? dialect.models(this.#models()) : dialect.others?.[path];
      if (other) return sendJson(response, 200, other);
    }
    if (dialect && request.method === 'POST' && path === dialect.chatPath) {
      const body = JSON.parse(await text(request)) as Record<string, unknown>;
      return this.#chat(name as DialectName, dialect, request.headers, body, response);
    }
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  }

  async #chat(
    name: DialectName,
    dialect: Dialect,
    headers: http.IncomingHttpHeaders,
    body: Record<string, unknown>,
    response: http.ServerResponse,
  ): Promise<void> {
    const messages = dialect.messages(body);
    const model = String(body['model']);
    const prompt = messages.map(({ content }) => content).join('\n');
    let resolve = () => {};
    const ended = new Promise<void>((done) => (resolve = done));
    const hash = promptHash(messages);
    const call: ServedCall = {
      ...{ dialect: name, model, promptHash: hash, headers, body, state: 'open', ended },
      ...{ startedAt: Date.now(), endedAt: null },
    };
    this.calls.push(call);
    response.once('close', () => {
      call.state = response.writableFinished ? 'finished' : 'closed';
      call.endedAt = Date.now();
      resolve();
    });
    const trouble = this.#next(model, prompt);
    const answer = trouble.text ?? (await this.#options.answer(prompt));
    const usage = { input: Math.ceil(prompt.length / 4), costUsd: trouble.costUsd };
    const asked = { id: `call-${randomUUID()}`, model, streams: dialect.streams(body), answer, usage };
    await reply(response, dialect, trouble, asked);
  }

  #isKnown({ authorization, 'x-api-key': key }: http.IncomingHttpHeaders): boolean {
    const shown = key ?? authorization?.replace(/^Bearer /, '');
    return this.#options.keys?.includes(String(shown)) ?? true;
  }

  #models(): readonly string[] {
    return this.#options.models ?? ['acme/big-1', 'acme/small-1'];
  }
}

function sendJson(response: http.ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
