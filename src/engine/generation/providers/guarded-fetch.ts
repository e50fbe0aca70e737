import { parseJson } from '../../domain/parse-json.ts';
import { AssayError } from '../../domain/errors.ts';
import type { Call } from './call.ts';
import { providerError } from './provider-errors.ts';
import { ownWords } from './provider-target.ts';
import type { ProviderTarget } from './provider-target.ts';

export type Fetch = typeof globalThis.fetch;

/** As much as an error page says that anybody reads. */
const maxErrorBytes = 64 * 1024;

/**
 * The one way to a provider: ends with its call, watches what comes, and knows an error whatever it looks like. What it
 * lets through is an answer of the kind that was asked for.
 * @param wanted what the answer must be
 */
export function guardedFetch(
  fetch: Fetch,
  target: ProviderTarget,
  call: Call,
  wanted: 'events' | 'lines' | 'json',
): Fetch {
  return async (input, init) => {
    // A key follows no redirect.
    const response = await fetch(input, { ...init, signal: call.signal, redirect: 'manual' });
    call.received(0);
    const body = response.body ? watched(response.body, call) : null;
    const type = response.headers.get('content-type') ?? '';
    const header = (name: string) => response.headers.get(name);
    if (response.status >= 300 && response.status < 400) throw moved(target, header('location'));
    if (!response.ok) {
      const text = await readText(body, maxErrorBytes);
      throw providerError(target, response.status, text, parseJson(text), header);
    }
    if (/\bhtml\b/i.test(type)) throw otherThing(target, 'a web page', await readText(body, maxErrorBytes));
    if (wanted === 'events' && /\bjson\b/i.test(type)) {
      const text = await readText(body, maxErrorBytes);
      const value = parseJson(text);
      if (isObject(value) && 'error' in value) throw providerError(target, null, text, value, header);
      throw otherThing(target, 'no stream of events', text);
    }
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

function watched(body: ReadableStream<Uint8Array>, call: Call): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) {
        controller.close();
        return;
      }
      call.received(value.byteLength);
      controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function readText(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length >= maxBytes) break;
  }
  return text.slice(0, maxBytes);
}

function moved(target: ProviderTarget, location: string | null): AssayError {
  return new AssayError('misconfigured', `${target.title} has moved from ${target.baseUrl}.`, {
    hint: `Put its new address into the setting ${target.baseUrlSetting}${location ? `: ${location}` : '.'}`,
  });
}

function otherThing(target: ProviderTarget, what: string, text: string): AssayError {
  return new AssayError('misconfigured', `What answers at ${target.baseUrl} is ${what}.`, {
    hint: `The setting ${target.baseUrlSetting} has the address of ${target.title}.`,
    detail: ownWords(target, text),
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
