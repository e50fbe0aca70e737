import { providerOf } from '../../domain/capabilities.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { AssayError } from '../../domain/errors.ts';
import type { ModelInfo, ModelList, ModelPrice } from '../../domain/models.ts';
import { Call } from './call.ts';
import { failureOf } from './failure.ts';
import { guardedFetch } from './guarded-fetch.ts';
import type { CatalogueSource, ModelCatalogue } from './model-catalogue.ts';
import { nearNames } from './near-names.ts';
import type { ProviderConnection } from './provider-connection.ts';
import type { GetJson } from './provider-kind.ts';
import type { ProviderTarget } from './provider-target.ts';
import { wireOf } from './wires.ts';
import type { Wired } from './wires.ts';

const listLimits = { idleTimeoutMs: 30_000, callTimeoutMs: 60_000, maxBytes: 64 * 2 ** 20 };
const nearNamesTimeoutMs = 5_000;
const pricePatienceMs = 10_000;

/** What providers say of their models and of a key, which costs nothing. */
export class ModelLists {
  readonly #configuration: Configuration;
  readonly #connection: ProviderConnection;
  readonly #catalogue: ModelCatalogue;

  constructor(configuration: Configuration, connection: ProviderConnection, catalogue: ModelCatalogue) {
    this.#configuration = configuration;
    this.#connection = connection;
    this.#catalogue = catalogue;
  }

  /** @param provider as in `Capabilities.providers` */
  async list(provider: string, signal: AbortSignal): Promise<ModelList> {
    return this.#catalogue.list(this.#source(wireOf(provider, this.#configuration)), signal);
  }

  /** What is known of a model already: nobody is asked. */
  async known(model: string): Promise<ModelInfo | null> {
    return this.#catalogue.find(this.#source(wireOf(providerOf(model), this.#configuration)), model);
  }

  /** As its provider says it, who is asked when it has not said so for a day. */
  async price(model: string, signal: AbortSignal): Promise<ModelPrice | null> {
    const patience = AbortSignal.timeout(pricePatienceMs);
    try {
      await this.list(providerOf(model), AbortSignal.any([signal, patience]));
    } catch (error) {
      // One that takes too long is not waited for: what it said the last time is as good as can be had.
      if (!patience.aborted || signal.aborted) throw error;
    }
    return (await this.known(model))?.price ?? null;
  }

  /** The error that a model is not known, with the names that may be meant. */
  async withNearNames(wired: Wired, target: ProviderTarget, error: AssayError): Promise<AssayError> {
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

  /** @returns false: it answers without a key as well. @throws AssayError `auth` when it refuses the key */
  async takesKey(provider: string, key: string, signal: AbortSignal): Promise<boolean> {
    const wired = wireOf(provider, this.#configuration);
    const { keyPath } = wired.wire;
    await this.#get(wired, key, signal, (getJson) => getJson(keyPath));
    return this.#get(wired, null, signal, (getJson) => getJson(keyPath)).then(
      () => false,
      (error: unknown) => AssayError.is(error) && error.errorClass === 'auth',
    );
  }

  #source(wired: Wired): CatalogueSource {
    const { provider, baseUrl } = wired.target;
    const fetch = (signal: AbortSignal) => this.#fetchModels(wired, signal);
    // What is on this very machine is asked at once, and changes as one likes.
    const maxAgeMs = provider === 'ollama' ? 60_000 : 24 * 60 * 60_000;
    return { provider, baseUrl, maxAgeMs, fetch };
  }

  async #fetchModels(wired: Wired, signal: AbortSignal): Promise<ModelInfo[]> {
    const { provider } = wired.target;
    const key = await this.#connection.key(provider);
    return this.#get(wired, key, signal, (getJson) => wired.wire.models(provider, getJson));
  }

  async #get<T>(
    { wire, target: place }: Wired,
    key: string | null,
    signal: AbortSignal,
    read: (getJson: GetJson) => Promise<T>,
  ): Promise<T> {
    const target = { ...place, model: '', key };
    const fetch = await this.#connection.fetch();
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
