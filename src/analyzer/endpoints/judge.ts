import { parseJson } from '../../engine/domain/parse-json.ts';
import type { VerdictResult } from '../../engine/domain/analysis.ts';
import type { Exchange } from '../http/client.ts';
import { isObject } from './items.ts';
import { shapeDifference } from './json-shape.ts';
import type { ModelEntity } from './model.ts';
import type { PlannedEndpoint } from './plan.ts';

export interface Judgement {
  /** `absent`: there is no such record, says the app; whose fault that is shows later. */
  result: VerdictResult | 'absent';
  message: string | null;
  /** The parsed answer; undefined when there is none. */
  answer: unknown;
}

/**
 * What one exchange says about an endpoint that was asked rightly: its status against the class that is
 * expected, and the shape of the answer against the example.
 * @param nowhere the answer to the same method on an address that cannot exist
 */
export function judge(planned: PlannedEndpoint, exchange: Exchange, nowhere: Exchange): Judgement {
  const { endpoint, role } = planned;
  const { status, body } = exchange;
  if (status === null) return says('wrong', `There was no answer: ${exchange.failure}.`);
  const answer = parseJson(body);

  if (status === 404 || status === 405 || status === 501) {
    if (status !== 404 || answer === undefined || !endpoint.path.includes(':') || isSame(exchange, nowhere)) {
      return says('missing', `It answered ${status}: the endpoint is not there.`, answer);
    }
    return says('absent', 'It answered 404 for a record that exists.', answer);
  }
  if (status >= 300 && status < 400) {
    if (endpoint.response === null) return says('works', null, answer);
    return says('wrong', `It answered ${status}, a redirect, where an answer is described.`, answer);
  }
  if (status < 200 || status >= 300) {
    return says('wrong', `It answered ${status} where success is expected.`, answer);
  }
  const allowed = endpoint.method === 'POST' ? [200, 201, 204] : [200, 204];
  const isCreating = role === 'create' || role === 'register';
  if (!(isCreating && endpoint.response !== null ? [200, 201] : allowed).includes(status)) {
    return says('wrong', `It answered ${status} where ${isCreating ? 201 : 200} is expected.`, answer);
  }
  if (endpoint.response === null) return says('works', null, answer);
  if (answer === undefined) {
    if (endpoint.method === 'DELETE' && body === '') return says('works', null, answer);
    if (isSame(exchange, nowhere)) {
      return says('missing', 'It answered with the same page as any address: the endpoint is not there.');
    }
    const what = body === '' ? 'The answer is empty where JSON is expected.' : 'The answer is not JSON.';
    return says('wrong', what);
  }
  if (/^text\/html\b/i.test(exchange.headers.get('content-type') ?? '')) {
    return says('wrong', 'The answer is sent as HTML (text/html) where JSON is expected.', answer);
  }
  const difference = shapeDifference(endpoint.response, answer, mayBeNull(planned));
  if (difference !== null) return says('wrong', `The answer has another shape: ${difference}.`, answer);
  const secret = writeOnlyKeyIn(answer, planned.entity);
  if (secret !== null) return says('wrong', `It answers ${secret}, which is never to be told.`, answer);
  return says('works', null, answer);
}

/** What is not required may be empty in records that were made without it. */
function mayBeNull({ entity }: PlannedEndpoint): (key: string) => boolean {
  return (key) => {
    const field = entity?.fields.get(key);
    if (!field || field.required || field.isKey || field.kind === 'boolean') return false;
    return !field.hasDefault && !/^(created|updated)/.test(key);
  };
}

/** The first key in an answer that must never be there, as a password; one is enough. */
function writeOnlyKeyIn(answer: unknown, entity: ModelEntity | null): string | null {
  if (Array.isArray(answer)) {
    for (const entry of answer.slice(0, 50)) {
      const key = writeOnlyKeyIn(entry, entity);
      if (key !== null) return key;
    }
    return null;
  }
  if (!isObject(answer)) return null;
  for (const [key, value] of Object.entries(answer)) {
    const isHash = /^(password|pass)_?(hash|digest|salt)$/i.test(key);
    if ((isHash || key === 'password' || entity?.fields.get(key)?.writeOnly) && value !== null) return key;
    const inner = writeOnlyKeyIn(value, entity);
    if (inner !== null) return inner;
  }
  return null;
}

function says(result: Judgement['result'], message: string | null, answer?: unknown): Judgement {
  return { result, message, answer };
}

function isSame(a: Exchange, b: Exchange): boolean {
  const text = (exchange: Exchange) => exchange.body.replaceAll(exchange.path, '').trim();
  return a.status === b.status && text(a) === text(b);
}
