import { parseJson } from '../../domain/parse-json.ts';
import { AssayError } from '../../domain/errors.ts';
import { networkError } from './network-errors.ts';
import { RefusedError, providerError } from './provider-errors.ts';
import { ownWords } from './provider-target.ts';
import type { ProviderTarget } from './provider-target.ts';

/** Errors of the SDK, of the schemas and of ours have what was sent, parsed or not. */
interface Thrown extends Error {
  statusCode?: number;
  responseBody?: string;
  data?: unknown;
  value?: unknown;
  text?: unknown;
}

/**
 * What it means that a call threw this.
 * @param heard whether anything of an answer had come: only then is what follows a disturbance
 */
export function failureOf(
  target: ProviderTarget,
  thrown: unknown,
  heard: boolean,
): AssayError | RefusedError {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (AssayError.is(error) || error instanceof RefusedError) return error;
  }
  const network = networkError(target, thrown);
  if (network) return network;
  if (!(thrown instanceof Error)) return providerError(target, null, textOf(thrown), thrown);
  const error: Thrown = thrown;
  if (error.responseBody !== undefined) {
    return providerError(target, error.statusCode ?? null, error.responseBody, parseJson(error.responseBody));
  }
  if (error.data !== undefined) return providerError(target, null, textOf(error.data), error.data);
  // An error in a shape that the SDK does not know.
  if (isErrorObject(error.value)) return providerError(target, null, textOf(error.value), error.value);
  if (/^(?:AI_|ZodError$|UnreadableError$)/.test(error.name)) return notItsProtocol(target, error, heard);
  return AssayError.from(error);
}

function notItsProtocol(target: ProviderTarget, error: Thrown, heard: boolean): AssayError {
  const words = typeof error.text === 'string' ? error.text : textOf(error.value ?? error.message);
  const options = { detail: ownWords(target, words), cause: error };
  if (heard) return new AssayError('transient', `${target.title} sent something unreadable.`, options);
  return new AssayError('misconfigured', `What answers at ${target.baseUrl} does not speak as it should.`, {
    hint: `The setting ${target.baseUrlSetting} has its address.`,
    ...options,
  });
}

const isErrorObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'error' in value && Boolean(value.error);

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
