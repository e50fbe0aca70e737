import { builtinModels } from '../../catalog/catalog.ts';
import { providerOf } from '../../domain/capabilities.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { Disposable } from '../../domain/disposable.ts';
import type { EditorModels } from '../../domain/editor-models.ts';
import { AssayError } from '../../domain/errors.ts';
import type { PriceSource } from '../../domain/estimate.ts';
import type { ModelList } from '../../domain/models.ts';
import { knownProviders, providersWithKeys } from '../../domain/providers.ts';
import { createBuiltinProvider } from '../builtin/builtin-provider.ts';
import type { ModelProvider } from '../provider.ts';
import { createEditorProvider, listEditorModels } from './editor-provider.ts';
import type { RemoteDeps, RemoteProviders } from './remote-providers.lazy.ts';

/** Everybody who can be asked to write an app. */
export interface ModelProviders extends Disposable, PriceSource {
  /** @throws AssayError `misconfigured` when there is no such provider */
  of(model: string): ModelProvider;
  /** What all that can be asked offer. */
  list(signal: AbortSignal): Promise<ModelList[]>;
}

export interface ModelProvidersDeps extends RemoteDeps {
  /** Left out: this is no editor. */
  editorModels?: EditorModels;
}

/** What speaks to the network is loaded when it is first needed. */
export function createModelProviders(deps: ModelProvidersDeps): ModelProviders {
  const builtin = createBuiltinProvider();
  const { editorModels } = deps;
  const editor = editorModels && createEditorProvider(editorModels, deps.configuration);
  let loading: Promise<RemoteProviders> | null = null;
  const remote = () => (loading ??= load(deps));
  const overNetwork: ModelProvider = {
    complete: async (request, options) => (await remote()).complete(request, options),
  };
  return {
    of(model) {
      const provider = providerOf(model);
      if (provider === 'builtin') return builtin;
      assertKnown(model, deps.configuration);
      if (provider !== 'vscode') return overNetwork;
      if (editor) return editor;
      throw new AssayError(
        'misconfigured',
        `${model} can be asked only in an editor that has this folder open.`,
      );
    },
    async price(model, signal) {
      const provider = providerOf(model);
      if (provider === 'builtin') return noPrice;
      const set = deps.configuration['providers.prices'][model];
      if (set || provider === 'vscode' || !knownProviders(deps.configuration).includes(provider))
        return set ?? null;
      return (await remote()).lists.price(model, signal);
    },
    async list(signal) {
      const usable = await providersWithKeys(deps.configuration, deps.keys);
      const asked = usable.filter((provider) => provider !== 'builtin');
      const lists = asked.map(async (provider) => (await remote()).lists.list(provider, signal));
      if (editorModels) lists.push(listEditorModels(editorModels));
      return [builtinList(), ...(await Promise.all(lists))];
    },
    dispose() {
      loading
        ?.then((providers) => providers.close())
        .catch((error: unknown) => {
          deps.log.warn('SHUTDOWN', null, AssayError.from(error).message);
        });
    },
  };
}

const noPrice = { inputPerMillionUsd: 0, outputPerMillionUsd: 0 };

async function load(deps: RemoteDeps): Promise<RemoteProviders> {
  const { RemoteProviders } = await import('./remote-providers.lazy.ts');
  return new RemoteProviders(deps);
}

function assertKnown(model: string, configuration: Configuration): void {
  const known = knownProviders(configuration);
  const provider = providerOf(model);
  if (known.includes(provider)) return;
  throw new AssayError('misconfigured', `There is no provider ${provider} that ${model} could be asked of.`, {
    hint: `There are ${known.join(', ')}; the setting providers.openaiCompatible adds endpoints.`,
  });
}

function builtinList(): ModelList {
  const facts = { contextTokens: null, maxOutputTokens: null, created: null };
  const models = builtinModels.map((id) => ({ id, name: id, ...facts, price: noPrice }));
  return { provider: 'builtin', models, fetchedAt: null, problem: null };
}
