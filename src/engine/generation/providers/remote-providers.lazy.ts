import { providerOf } from '../../domain/capabilities.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { AssayError } from '../../domain/errors.ts';
import type { KeySource } from '../../domain/keys.ts';
import type { Log } from '../../domain/log.ts';
import type { ModelInfo, ModelList, ModelPrice } from '../../domain/models.ts';
import { providerKind } from '../../domain/providers.ts';
import type { CallOptions, ModelAnswer, ModelProvider, ModelRequest } from '../provider.ts';
import { Call } from './call.ts';
import { collectAnswer } from './collect-answer.ts';
import { estimatedCost } from './cost-estimate.ts';
import { failureOf } from './failure.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { ModelCatalogue } from './model-catalogue.ts';
import type { CatalogueSource } from './model-catalogue.ts';
import { nearNames } from './near-names.ts';
import { openNetwork } from './network.ts';
import type { Network } from './network.ts';
import type { GetJson } from './provider-kind.ts';
import { RefusedError, UnknownModelError } from './provider-errors.ts';
import type { ProviderTarget } from './provider-target.ts';
import { RateLimiter } from './rate-limiter.ts';
import { estimatedTokens } from './token-estimate.ts';
import { wireOf } from './wires.ts';
import type { Wired } from './wires.ts';

export interface RemoteDeps {
  configuration: Configuration;
  keys: KeySource;
  log: Log;
  clock: Clock;
  /** Absolute; lists of models are kept in it. */
  cacheDir: string;
  /** For the proxy and the certificates that it names. */
  env: NodeJS.ProcessEnv;
}

/** Over the wire each token comes in some hundred bytes of its own: the text itself is limited where it is collected. */
const maxAnswerBytes = 512 * 2 ** 20;
const listLimits = { idleTimeoutMs: 30_000, callTimeoutMs: 60_000, maxBytes: 64 * 2 ** 20 };
const nearNamesTimeoutMs = 5_000;
const pricePatienceMs = 10_000;

/** All providers that are asked over the network. */
export class RemoteProviders implements ModelProvider {
  readonly #deps: RemoteDeps;
  readonly #catalogue: ModelCatalogue;
  readonly #limiters = new Map<string, RateLimiter>();
  #network: Promise<Network> | null = null;

  constructor(deps: RemoteDeps) {
    this.#deps = deps;
    this.#catalogue = new ModelCatalogue(deps.cacheDir, () => deps.clock.now());
  }

  async complete(request: ModelRequest, options: CallOptions): Promise<ModelAnswer> {
    const { wired, target } = await this.#target(request.model);
    const { fetch } = await this.#openNetwork();
    const length = request.messages.reduce((sum, { content }) => sum + content.length, 0);
    const { signal, onProgress, onWait } = options;
    const turn = await this.#limiter(target)
      .admit(estimatedTokens(length), signal, (waitMs) => onWait?.(waitMs))
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
        throw new AssayError('cancelled', `The call of ${target.title} was stopped.`, { cause: error });
      });
    const call = new Call(target.title, this.#limits(), signal);
    let heard = false;
    try {
      const ask = wired.wire.ask(target, guardedFetch(fetch, target, call, wired.wire.answers));
      const answer = await collectAnswer(target, ask(request, call.signal), (progress) => {
        heard = true;
        onProgress?.(progress);
      });
      if (answer.usage) turn.took(answer.usage.inputTokens + answer.usage.outputTokens);
      const cost = answer.cost ?? (await this.#estimate(wired, request.model, answer));
      return { ...answer, cost, groundTruth: null };
    } catch (thrown) {
      if (call.failure) throw call.failure;
      const failure = failureOf(target, thrown, heard);
      if (failure instanceof RefusedError) return refusal(failure);
      throw failure instanceof UnknownModelError
        ? await this.#withNearNames(wired, target, failure)
        : failure;
    } finally {
      call.end();
    }
  }

  /** @param provider as in `Capabilities.providers` */
  async list(provider: string, signal: AbortSignal): Promise<ModelList> {
    return this.#catalogue.list(this.#source(wireOf(provider, this.#deps.configuration)), signal);
  }

  /** As its provider says it, who is asked when it has not said so for a day. */
  async price(model: string, signal: AbortSignal): Promise<ModelPrice | null> {
    const source = this.#source(wireOf(providerOf(model), this.#deps.configuration));
    const patience = AbortSignal.timeout(pricePatienceMs);
    try {
      await this.#catalogue.list(source, AbortSignal.any([signal, patience]));
    } catch (error) {
      // One that takes too long is not waited for: what it said the last time is as good as can be had.
      if (!patience.aborted || signal.aborted) throw error;
    }
    return this.#catalogue.priceOf(source, model);
  }

  async close(): Promise<void> {
    const network = await this.#network?.catch(() => null);
    await network?.close();
  }

  async #target(model: string): Promise<{ wired: Wired; target: ProviderTarget }> {
    const provider = providerOf(model);
    const wired = wireOf(provider, this.#deps.configuration);
    const key = await this.#key(provider);
    return { wired, target: { ...wired.target, key, model: model.slice(provider.length + 1) } };
  }

  async #key(provider: string): Promise<string | null> {
    const key = await this.#deps.keys.key(provider);
    if (key !== null) this.#deps.log.addSecret(key);
    const { needsKey, title, keyVariable } = providerKind(provider);
    if (key !== null || !needsKey) return key;
    throw new AssayError('auth', `${title} wants a key, and there is none.`, {
      hint: `Set it in the editor, or as ${keyVariable} in the environment.`,
    });
  }

  /** One that cannot be opened is tried anew: its file may be there by then. */
  #openNetwork(): Promise<Network> {
    this.#network ??= openNetwork(this.#deps.configuration, this.#deps.env).catch((error: unknown) => {
      this.#network = null;
      throw error;
    });
    return this.#network;
  }

  #limits() {
    const { configuration } = this.#deps;
    return {
      idleTimeoutMs: configuration['generation.idleTimeoutMs'],
      callTimeoutMs: configuration['generation.callTimeoutMs'],
      maxBytes: maxAnswerBytes,
    };
  }

  /** Providers limit each key by itself. */
  #limiter({ provider, key }: ProviderTarget): RateLimiter {
    const id = `${provider} ${key ?? ''}`;
    const known = this.#limiters.get(id);
    if (known) return known;
    const limits = this.#deps.configuration['providers.limits'][provider] ?? {};
    const limiter = new RateLimiter(limits, this.#deps.clock);
    this.#limiters.set(id, limiter);
    return limiter;
  }

  async #estimate(wired: Wired, model: string, { usage }: Pick<ModelAnswer, 'usage'>) {
    const set = this.#deps.configuration['providers.prices'][model];
    return estimatedCost(usage, set ?? (await this.#catalogue.priceOf(this.#source(wired), model)));
  }

  async #withNearNames(wired: Wired, target: ProviderTarget, error: AssayError): Promise<AssayError> {
    const list = await this.#catalogue.list(this.#source(wired), AbortSignal.timeout(nearNamesTimeoutMs));
    const { provider, model } = target;
    const near = nearNames(
      `${provider}/${model}`,
      list.models.map(({ id }) => id),
      3,
    );
    if (near.length === 0) return error;
    return new AssayError('misconfigured', error.message, {
      hint: `Near are ${near.join(', ')}.`,
      ...{ detail: error.detail ?? '', cause: error },
    });
  }

  #source(wired: Wired): CatalogueSource {
    const { provider, baseUrl } = wired.target;
    const fetch = (signal: AbortSignal) => this.#fetchModels(wired, signal);
    // What is on this very machine is asked at once, and changes as one likes.
    const maxAgeMs = provider === 'ollama' ? 60_000 : 24 * 60 * 60_000;
    return { provider, baseUrl, maxAgeMs, fetch };
  }

  /** @returns false: it answers without a key as well. @throws AssayError `auth` when it refuses the key */
  async takesKey(provider: string, key: string, signal: AbortSignal): Promise<boolean> {
    const wired = wireOf(provider, this.#deps.configuration);
    const { keyPath } = wired.wire;
    await this.#get(wired, key, signal, (getJson) => getJson(keyPath));
    return this.#get(wired, null, signal, (getJson) => getJson(keyPath)).then(
      () => false,
      (error: unknown) => AssayError.is(error) && error.errorClass === 'auth',
    );
  }

  async #fetchModels(wired: Wired, signal: AbortSignal): Promise<ModelInfo[]> {
    const { provider } = wired.target;
    const key = await this.#key(provider);
    return this.#get(wired, key, signal, (getJson) => wired.wire.models(provider, getJson));
  }

  async #get<T>(
    { wire, target: place }: Wired,
    key: string | null,
    signal: AbortSignal,
    read: (getJson: GetJson) => Promise<T>,
  ): Promise<T> {
    const target = { ...place, model: '', key };
    const { fetch } = await this.#openNetwork();
    const call = new Call(target.title, listLimits, signal);
    const guarded = guardedFetch(fetch, target, call, 'json');
    try {
      return await read(async (path) => {
        const response = await guarded(target.baseUrl + path, { headers: wire.headers(target.key) });
        return response.json();
      });
    } catch (thrown) {
      throw call.failure ?? failureOf(target, thrown, false);
    } finally {
      call.end();
    }
  }
}

/** The provider's own words stand for the answer that it would not let the model give. */
function refusal({ message }: RefusedError): ModelAnswer {
  return { text: message, finishReason: 'refused', usage: null, cost: null, groundTruth: null };
}
