import { AssayError } from '../../domain/errors.ts';
import type { ErrorClass } from '../../domain/errors.ts';
import { readErrorBody } from './error-body.ts';
import type { ErrorBody } from './error-body.ts';
import { ownWords } from './provider-target.ts';
import type { ProviderTarget } from './provider-target.ts';
import { retryAfterMs } from './retry-after.ts';

/** The provider would not have this prompt answered: an answer of its kind, not an error. */
export class RefusedError extends Error {
  constructor(words: string) {
    super(words);
    this.name = 'RefusedError';
  }
}

/** The model is not there, or no more. Who knows the catalogue can say which are. */
export class UnknownModelError extends AssayError {}

type Kind = ErrorClass | 'refused' | 'unknown_model';

const byStatus: Readonly<Record<number, Kind>> = {
  401: 'auth',
  402: 'budget',
  403: 'auth',
  404: 'unknown_model',
  408: 'transient',
  409: 'transient',
  413: 'misconfigured',
  425: 'transient',
  429: 'rate_limited',
};

/** What providers call it in the body, in a stream that began well also. */
const byCode: Readonly<Record<string, Kind>> = {
  authentication_error: 'auth',
  invalid_api_key: 'auth',
  permission_error: 'auth',
  billing_error: 'budget',
  insufficient_quota: 'budget',
  model_not_found: 'unknown_model',
  not_found_error: 'unknown_model',
  rate_limit_error: 'rate_limited',
  rate_limit_exceeded: 'rate_limited',
  content_filter: 'refused',
  content_policy_violation: 'refused',
  invalid_request_error: 'misconfigured',
  request_too_large: 'misconfigured',
};

const unknownModel =
  /model\b.*\b(not (?:a )?(?:valid|exist|found)|does not exist|no longer|deprecated|retired)|no endpoints found|not a valid model/i;

/**
 * The error of an answer that says that it is one.
 * @param status null: it came in a stream that began well
 * @param text the whole body, or what came instead
 * @param value the same parsed; undefined: it is no JSON
 */
export function providerError(
  target: ProviderTarget,
  status: number | null,
  text: string,
  value: unknown,
  header: (name: string) => string | null | undefined = () => null,
): AssayError | RefusedError {
  const body = readErrorBody(value);
  const kind = kindOf(status, body, value !== undefined);
  const detail = ownWords(target, `${status === null ? '' : `${status}: `}${text}`);
  if (kind === 'refused') return new RefusedError(detail);
  const words = ownWords(target, body.message ?? '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
  const wait = retryAfterMs((name) => header(name) ?? body.headers[name], Date.now());
  const options = { detail, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  if (kind === 'unknown_model') {
    return new UnknownModelError('misconfigured', `${target.title} has no model ${target.model}.`, {
      hint: 'It may have another name, or be offered no longer.',
      ...options,
    });
  }
  const { message, hint } = explain(target, kind, status ?? body.status, words);
  return new AssayError(kind, message, { ...options, ...(hint ? { hint } : {}) });
}

function kindOf(status: number | null, body: ErrorBody, isJson: boolean): Kind {
  const named = body.codes.map((code) => byCode[code]).find((kind) => kind !== undefined);
  if (body.flagged || named === 'refused') return 'refused';
  // An account without credit is refused as if it asked too often; waiting does not help it.
  if (body.codes.includes('insufficient_quota')) return 'budget';
  const http = status ?? body.status;
  if (http === 404 && !isJson) return 'misconfigured';
  if ((http === 400 || http === 422) && unknownModel.test(body.message ?? '')) return 'unknown_model';
  if (http === null) return named ?? 'transient';
  return byStatus[http] ?? (http >= 500 ? 'transient' : (named ?? 'misconfigured'));
}

function explain(
  { title, baseUrl, baseUrlSetting, keyVariable, key }: ProviderTarget,
  kind: ErrorClass,
  status: number | null,
  words: string,
): { message: string; hint?: string } {
  const said = words === '' ? '' : `: ${words}`;
  const answer = status === null ? 'an error' : String(status);
  if (kind === 'auth') {
    const set = keyVariable ? `Set it in the editor or as ${keyVariable}.` : '';
    return key === null
      ? { message: `${title} wants a key, and there is none${said}`, hint: set }
      : { message: `${title} refused the key${said}`, hint: `Check the key. ${set}`.trim() };
  }
  if (kind === 'budget')
    return { message: `${title} has no credit left${said}`, hint: 'Top up the account.' };
  if (kind === 'rate_limited') return { message: `${title} limits how often it can be asked${said}` };
  if (kind === 'misconfigured' && status === 404) {
    const message = `${title} has nothing at ${baseUrl}.`;
    return { message, hint: `The setting ${baseUrlSetting} has its address.` };
  }
  if (kind === 'misconfigured') return { message: `${title} does not take the request (${answer})${said}` };
  return { message: `${title} failed with ${answer}${said}` };
}
