import type { VerdictResult } from '../../engine/domain/analysis.ts';
import type { TemplateEndpoint } from '../../engine/domain/template.ts';
import type { Exchange } from '../http/client.ts';
import { shapeDifference } from './json-shape.ts';

export interface Judgement {
  /** `absent`: there is no such record, says the app; whose fault that is shows later. */
  result: VerdictResult | 'absent';
  message: string | null;
  /** The parsed answer; undefined when there is none. */
  answer: unknown;
}

/**
 * What one exchange says about an endpoint: its status against the class that is expected, and the shape
 * of the answer against the example.
 * @param nowhere the answer to the same method on an address that cannot exist
 */
export function judge(endpoint: TemplateEndpoint, exchange: Exchange, nowhere: Exchange): Judgement {
  const says = (result: Judgement['result'], message: string | null, answer?: unknown) => ({
    result,
    message,
    answer,
  });
  const { status, body } = exchange;
  if (status === null) return says('wrong', `There was no answer: ${exchange.failure}.`);
  const answer = parse(body);

  if (status === 404 || status === 405 || status === 501) {
    if (status !== 404 || answer === undefined || !endpoint.path.includes(':') || isSame(exchange, nowhere)) {
      return says('missing', `It answered ${status}: the endpoint is not there.`, answer);
    }
    return says('absent', 'It answered 404 for a record that exists.', answer);
  }
  const isRedirect = status >= 300 && status < 400;
  if (isRedirect && endpoint.response === null) return says('works', null, answer);
  if (status < 200 || status >= 300) {
    return says('wrong', `It answered ${status} where success is expected.`, answer);
  }
  if (endpoint.response === null) return says('works', null, answer);
  if (answer === undefined) {
    if (endpoint.method === 'DELETE' && body === '') return says('works', null, answer);
    if (isSame(exchange, nowhere)) {
      return says('missing', 'It answered with the same page as any address: the endpoint is not there.');
    }
    return says(
      'wrong',
      body === '' ? 'The answer is empty where JSON is expected.' : 'The answer is not JSON.',
    );
  }
  const difference = shapeDifference(endpoint.response, answer);
  if (difference !== null) return says('wrong', `The answer has another shape: ${difference}.`, answer);
  return says('works', null, answer);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // Not JSON is an ordinary answer of a broken app.
    return undefined;
  }
}

function isSame(a: Exchange, b: Exchange): boolean {
  const text = (exchange: Exchange) => exchange.body.replaceAll(exchange.path, '').trim();
  return a.status === b.status && text(a) === text(b);
}
