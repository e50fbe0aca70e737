import { parseJson } from '../../domain/parse-json.ts';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AssayError } from '../../domain/errors.ts';
import type { ModelInfo, ModelList } from '../../domain/models.ts';
import { writeDurably } from '../../store/files.ts';

const price = z.strictObject({ inputPerMillionUsd: z.number(), outputPerMillionUsd: z.number() });
const number = z.number().nullable();
const storedSchema = z.strictObject({
  fetchedAt: z.number(),
  models: z.array(
    z.strictObject({
      ...{ id: z.string(), name: z.string(), contextTokens: number, maxOutputTokens: number },
      ...{ price: price.nullable(), created: number },
    }),
  ),
});
type Stored = z.infer<typeof storedSchema>;

export interface CatalogueSource {
  /** As in `Capabilities.providers`. */
  provider: string;
  /** Another address is another list. */
  baseUrl: string;
  /** How long a list is good for. */
  maxAgeMs: number;
  fetch(signal: AbortSignal): Promise<ModelInfo[]>;
}

/** What providers offer, as they said it not long ago, or when they last could be asked. A file for each. */
export class ModelCatalogue {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #known = new Map<string, Stored>();

  /** @param folder absolute; made when it is needed */
  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  async list(source: CatalogueSource, signal: AbortSignal): Promise<ModelList> {
    const stored = await this.#stored(source);
    const age = stored ? this.#now() - stored.fetchedAt : Number.POSITIVE_INFINITY;
    const { provider } = source;
    if (stored && age >= 0 && age < source.maxAgeMs) return { provider, ...stored, problem: null };
    try {
      const fresh = { fetchedAt: this.#now(), models: await source.fetch(signal) };
      return { provider, ...fresh, problem: await this.#store(source, fresh) };
    } catch (thrown) {
      const error = AssayError.from(thrown);
      if (error.errorClass === 'cancelled') throw error;
      return { provider, ...(stored ?? { models: [], fetchedAt: null }), problem: error.message };
    }
  }

  /** What is known of a model already: nobody waits for it. */
  async find(source: CatalogueSource, model: string): Promise<ModelInfo | null> {
    const stored = await this.#stored(source);
    return stored?.models.find(({ id }) => id === model) ?? null;
  }

  async #stored(source: CatalogueSource): Promise<Stored | null> {
    const file = this.#file(source);
    const known = this.#known.get(file);
    if (known) return known;
    const text = await readFile(file, 'utf8').catch(() => null);
    const parsed = text === null ? null : storedSchema.safeParse(parseJson(text));
    // What is damaged or of another version is fetched again.
    if (!parsed?.success) return null;
    this.#known.set(file, parsed.data);
    return parsed.data;
  }

  /** @returns why it could not be kept beyond this process; null: it was */
  async #store(source: CatalogueSource, fresh: Stored): Promise<string | null> {
    const file = this.#file(source);
    this.#known.set(file, fresh);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeDurably(file, JSON.stringify(fresh));
      return null;
    } catch (error) {
      return `The list of models could not be kept in ${this.#folder}: ${AssayError.from(error).message}`;
    }
  }

  #file({ provider, baseUrl }: CatalogueSource): string {
    const address = createHash('sha256').update(baseUrl).digest('hex').slice(0, 12);
    return path.join(this.#folder, `${provider.replaceAll('/', '-')}-${address}.json`);
  }
}
