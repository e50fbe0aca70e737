import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { ModelAnswer, ModelRequest } from '../../../src/engine/generation/provider.ts';
import type { ModelProviders } from '../../../src/engine/generation/providers/model-providers.ts';

export type Said = string | { text: string; finishReason: ModelAnswer['finishReason'] } | AssayError;

/** A model that says one thing after the other, and keeps what it was asked. */
export class ScriptedModel {
  readonly asked: ModelRequest[] = [];
  says: Said[] = [];

  readonly providers = {
    of: () => ({ complete: (request: ModelRequest) => this.#complete(request) }),
    list: async () => [],
    dispose: () => {},
  } as unknown as ModelProviders;

  async #complete(request: ModelRequest): Promise<ModelAnswer> {
    this.asked.push(request);
    const said = this.says.shift();
    if (said === undefined)
      throw new AssayError('bug', 'The model was asked more often than it has answers.');
    if (AssayError.is(said)) throw said;
    const answer = typeof said === 'string' ? { text: said, finishReason: 'stop' as const } : said;
    return { ...answer, usage: null, cost: null, groundTruth: null };
  }

  /** What it was told last, in its latest call. */
  get lastRequest(): string {
    return this.asked.at(-1)!.messages.at(-1)!.content;
  }
}
