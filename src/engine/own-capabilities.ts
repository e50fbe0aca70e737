import { commonCapabilities } from './domain/capabilities.ts';
import type { Capabilities } from './domain/capabilities.ts';
import { applySettings, defaultConfiguration } from './domain/configuration.ts';
import type { EditorModels } from './domain/editor-models.ts';
import { noKeys } from './domain/keys.ts';
import type { KeySource } from './domain/keys.ts';
import { providersWithKeys } from './domain/providers.ts';

/** What a process can do: as it says itself, and whom it can ask with the keys and settings that it has now. */
export async function ownCapabilities(own: {
  settings: Readonly<Record<string, unknown>>;
  keys?: KeySource;
  capabilities?: Capabilities;
  editorModels?: EditorModels;
}): Promise<Capabilities> {
  const { capabilities = commonCapabilities, keys = noKeys } = own;
  const { configuration } = applySettings(defaultConfiguration, own.settings);
  const usable = await providersWithKeys(configuration, keys);
  const editor = own.editorModels ? ['vscode'] : [];
  return { ...capabilities, providers: [...new Set([...capabilities.providers, ...usable, ...editor])] };
}
