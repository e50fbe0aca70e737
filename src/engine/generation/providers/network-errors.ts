import { AssayError } from '../../domain/errors.ts';
import type { ProviderTarget } from './provider-target.ts';

/** OpenSSL's and Node's names of what can be wrong with a certificate. */
const certificateCodes =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its host is not known',
  EAI_AGAIN: 'its host could not be looked up',
  ECONNRESET: 'the connection was broken',
  UND_ERR_SOCKET: 'the connection was broken',
  EPIPE: 'the connection was broken',
  ETIMEDOUT: 'it did not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no network',
};

/** @returns null when it is no failure of the network */
export function networkError(target: ProviderTarget, thrown: unknown): AssayError | null {
  const chain = [...causes(thrown)];
  const code = chain.flatMap((error) => (typeof error.code === 'string' ? error.code : [])).at(-1);
  const { host } = new URL(target.baseUrl);
  const detail = chain.map((error) => `${error.code ?? error.name}: ${error.message}`).join('\n');
  const cause = thrown;
  // As the library itself says it, or the SDK for it.
  const isFetch = chain.some(({ message }) =>
    /^(?:fetch failed|terminated|Cannot connect to API.*)$/i.test(message),
  );
  if (code !== undefined && certificateCodes.test(code)) {
    return new AssayError('misconfigured', `The certificate of ${host} is not trusted (${code}).`, {
      hint: 'If it is one of yours, name the file of its authority in the setting network.extraCaCertificates.',
      ...{ detail, cause },
    });
  }
  // A tunnel says what the proxy answered. Without one `fetch` says nothing at all of an answer 407, and of nothing else.
  const isProxy = chain.some(({ message }) => /^Proxy response/i.test(message));
  if (isProxy || (isFetch && chain.at(-1)?.message === '')) {
    return new AssayError('misconfigured', `The proxy does not let Assay reach ${host}.`, {
      hint: 'See the setting network.proxy, and HTTPS_PROXY and NO_PROXY in the environment.',
      ...{ detail, cause },
    });
  }
  const isNetwork = code !== undefined && (meanings[code] !== undefined || code.startsWith('UND_ERR_'));
  if (!isNetwork && !isFetch) return null;
  const why = (code && meanings[code]) ?? chain.at(-1)!.message;
  return new AssayError('transient', `${target.title} cannot be reached at ${host}: ${why}.`, {
    ...{ detail, cause },
    ...(code === 'ECONNREFUSED' && target.provider === 'ollama' ? { hint: 'Is Ollama running?' } : {}),
  });
}

type CodedError = Error & { code?: unknown };

function* causes(thrown: unknown): Generator<Error & { code?: string }> {
  const seen = new Set<unknown>();
  for (let error = thrown; error instanceof Error && !seen.has(error);) {
    seen.add(error);
    const coded = error as CodedError;
    yield coded as Error & { code?: string };
    // A host with several addresses fails once for each.
    const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
    error = error.cause ?? first;
  }
}
