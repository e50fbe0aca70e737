import { providerOf } from '../../domain/capabilities.ts';
import type { Clock } from '../../domain/clock.ts';
import { AssayError } from '../../domain/errors.ts';
import type { CallOptions, ModelAnswer, ModelProvider, ModelRequest } from '../provider.ts';
import { Call } from './call.ts';
import { collectAnswer } from './collect-answer.ts';
import { estimatedCost } from './cost-estimate.ts';
import { failureOf } from './failure.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { ModelCatalogue } from './model-catalogue.ts';
import { ModelLists } from './model-lists.ts';
import { ProviderConnection } from './provider-connection.ts';
import type { ConnectionDeps } from './provider-connection.ts';
import { RefusedError, UnknownModelError } from './provider-errors.ts';
import type { ProviderTarget } from './provider-target.ts';
import { RateLimiter } from './rate-limiter.ts';
import { estimatedTokens } from './token-estimate.ts';
import { wireOf } from './wires.ts';
import type { Wired } from './wires.ts';

export interface RemoteDeps extends ConnectionDeps {
  clock: Clock;
  /** Absolute; lists of models are kept in it. */
  cacheDir: string;
}

/** Over the wire each token comes in some hundred bytes of its own: the text itself is limited where it is collected. */
const maxAnswerBytes = 512 * 2 ** 20;

/** All providers that are asked over the network. */
export class RemoteProviders implements ModelProvider {
  readonly lists: ModelLists;
  readonly #deps: RemoteDeps;
  readonly #connection: ProviderConnection;
  readonly #limiters = new Map<string, RateLimiter>();

  constructor(deps: RemoteDeps) {
    this.#deps = deps;
    this.#connection = new ProviderConnection(deps);
    const catalogue = new ModelCatalogue(deps.cacheDir, () => deps.clock.now());
    this.lists = new ModelLists(deps.configuration, this.#connection, catalogue);
  }

  async complete(request: ModelRequest, options: CallOptions): Promise<ModelAnswer> {
    const { wired, target } = await this.#target(request.model);
    const fetch = await this.#connection.fetch();
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
      const asked = await this.#withOutputLimit(wired, request);
      const answer = await collectAnswer(target, ask(asked, call.signal), (progress) => {
        heard = true;
        onProgress?.(progress);
      });
      if (answer.usage) turn.took(answer.usage.inputTokens + answer.usage.outputTokens);
      const cost = answer.cost ?? (await this.#estimate(request.model, answer));
      return { ...answer, cost, groundTruth: null };
    } catch (thrown) {
      if (call.failure) throw call.failure;
      const failure = failureOf(target, thrown, heard);
      if (failure instanceof RefusedError) return refusal(failure);
      throw failure instanceof UnknownModelError
        ? await this.lists.withNearNames(wired, target, failure)
        : failure;
    } finally {
      call.end();
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #target(model: string): Promise<{ wired: Wired; target: ProviderTarget }> {
    const provider = providerOf(model);
    const wired = wireOf(provider, this.#deps.configuration);
    const key = await this.#connection.key(provider);
    return { wired, target: { ...wired.target, key, model: model.slice(provider.length + 1) } };
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

  async #estimate(model: string, { usage }: Pick<ModelAnswer, 'usage'>) {
    const set = this.#deps.configuration['providers.prices'][model];
    return estimatedCost(usage, set ?? (await this.lists.known(model))?.price ?? null);
  }

  /** An app is long: the model may write as much as it can. */
  async #withOutputLimit({ wire }: Wired, request: ModelRequest): Promise<ModelRequest> {
    if (!wire.wantsOutputLimit || request.maxOutputTokens !== undefined) return request;
    const known = await this.lists.known(request.model);
    return known?.maxOutputTokens ? { ...request, maxOutputTokens: known.maxOutputTokens } : request;
  }
}

/** The provider's own words stand for the answer that it would not let the model give. */
function refusal({ message }: RefusedError): ModelAnswer {
  return { text: message, finishReason: 'refused', usage: null, cost: null, groundTruth: null };
}
