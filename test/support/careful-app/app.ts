import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Refusal } from './checks.ts';
import type { Json } from './checks.ts';
import { createRoutes } from './routes.ts';
import type { Row } from './tables.ts';

/** One endpoint that is broken in one way. */
export interface Break {
  /** As in `GET /api/boards`. */
  requirement: string;
  way: string;
}

/** A request, as a route sees it. */
export interface Asked {
  ids: string[];
  query: URLSearchParams;
  body: unknown;
  account: Row | null;
  /** The token that came with it. */
  token: string;
  /** Whether this endpoint is broken in this way. */
  is(way: string): boolean;
}

export interface Answer {
  status: number;
  body?: unknown;
  location?: string;
  /** Left out: JSON, or HTML for a text. */
  type?: string;
}

/** An app that does all that `carefulTemplate` asks, in memory, but for what is broken. */
export function carefulApp(broken: Break | null = null): RequestListener {
  const { routes, accountOf } = createRoutes();
  return (request, response) => {
    void handle(request, response).catch(() => send(response, { status: 500, body: { error: 'Oops' } }));
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://app');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks).toString('utf8');
    for (const route of routes) {
      const match = request.method === route.method ? route.pattern.exec(address.pathname) : null;
      if (!match) continue;
      const is = (way: string) => broken?.requirement === route.requirement && broken.way === way;
      if (is('hang')) return;
      if (is('cut off')) return void request.socket.destroy();
      if (is('missing')) break;
      const token = (request.headers.authorization ?? '').replace('Bearer ', '');
      const asked: Asked = {
        ...{ ids: match.slice(1).map(decodeURIComponent), query: address.searchParams },
        ...{ body: undefined, account: accountOf(token), token, is },
      };
      return send(
        response,
        spoil(is, await answer(() => route.answer(withBody(asked, sent)), asked, route.need)),
      );
    }
    send(response, { status: 404, body: { error: 'There is nothing here.' } });
  }
}

function withBody(asked: Asked, sent: string): Asked {
  if (sent === '') return asked;
  try {
    return { ...asked, body: JSON.parse(sent) as unknown };
  } catch {
    if (asked.is('fails on what is no JSON')) throw new Error('not JSON');
    throw new Refusal(400, 'That is not JSON.');
  }
}

async function answer(work: () => Answer, { account, is }: Asked, need: string): Promise<Answer> {
  try {
    if (is('closed to all')) throw new Refusal(need === 'admin' ? 403 : 401, 'Nobody may.');
    if (need !== 'anyone' && !account && !is('open to all')) throw new Refusal(401, 'Log in first.');
    if (need === 'admin' && account?.['role'] !== 'admin' && !is('open to all') && !is('open to users')) {
      throw new Refusal(403, 'For administrators only.');
    }
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const status = error.status < 401 && is('fails on wrong input') ? 500 : error.status;
    return { status, body: { error: error.message } };
  }
}

/** Ways to answer wrongly that any endpoint has. */
function spoil(is: Asked['is'], { status, body, location }: Answer): Answer {
  if (status >= 400) return { status, body };
  if (is('500')) return { status: 500, body: { error: 'Oops' } };
  if (is('wrong status')) return { status: 202, body };
  if (is('page')) return { status, body: '<!doctype html><title>Club</title>' };
  if (is('sent as HTML')) return { status, body, type: 'text/html; charset=utf-8' };
  if (is('redirect')) return { status: 302, location: '/' };
  if (is('empty answer')) return { status };
  if (is('wrapped')) return { status, body: { result: body } };
  if (is('lacks a field')) return { status, body: change(body, (record, key) => delete record[key]) };
  if (is('other type')) return { status, body: change(body, (record, key) => (record[key] = [record[key]])) };
  if (is('answers a password')) return { status, body: { ...(body as Json), password: 'correct horse' } };
  return location === undefined ? { status, body } : { status, body, location };
}

/** Changes the last key of the first record in an answer. */
function change(body: unknown, edit: (record: Json, key: string) => void): unknown {
  const copy = structuredClone(body);
  const holder = Array.isArray(copy) ? copy : Object.values(copy as Json).find(Array.isArray);
  const record = ((holder as unknown[] | undefined)?.[0] ?? copy) as Json;
  edit(record, Object.keys(record).at(-1)!);
  return copy;
}

function send(response: ServerResponse, { status, body, location, type }: Answer): void {
  response.statusCode = status;
  if (location !== undefined) response.setHeader('location', location);
  if (body !== undefined)
    response.setHeader('content-type', type ?? (typeof body === 'string' ? 'text/html' : 'application/json'));
  response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
}
