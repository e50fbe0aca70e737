import { existingProvider } from './existing-app.ts';
import { endpointPrefix, providerKind } from './providers.ts';

/** What a process has to work with. Plain data: clients say it to the owner of the state folder. */
export interface Capabilities {
  /** Whose models it can ask: `builtin`, `openrouter`, `openai-compatible/<endpoint>`, … */
  readonly providers: readonly string[];
  /** Whether code of this folder may run: the editor's workspace trust. Who types a command trusts it. */
  readonly trusted: boolean;
}

/** What every process can do: the control models need no key and no network. */
export const commonCapabilities: Capabilities = { providers: ['builtin'], trusted: true };

/** What a job or subtask asks of the process that runs it. */
export interface Needs {
  /** null: asks no model. */
  readonly provider: string | null;
}

/** The part of a model's name that says whose it is; of `openai-compatible/<endpoint>/<model>` with the endpoint. */
export function providerOf(model: string): string {
  const end = model.indexOf('/', model.startsWith(endpointPrefix) ? endpointPrefix.length : 0);
  return end < 0 ? model : model.slice(0, end);
}

/** Whether a process may run it; if not, why it waits, as a sentence for people. */
export function meets(
  needs: Needs,
  capabilities: Capabilities,
): { ok: true } | { ok: false; reason: string } {
  if (!capabilities.trusted) return { ok: false, reason: 'Waits until this folder is trusted.' };
  if (needs.provider === null || needs.provider === existingProvider) return { ok: true };
  if (capabilities.providers.includes(needs.provider)) return { ok: true };
  const { needsKey, title, keyVariable, ofEditor } = providerKind(needs.provider);
  if (ofEditor) return { ok: false, reason: 'Waits for an editor: only there its own models can be asked.' };
  const reason = needsKey
    ? `Waits for a key of ${title}: set it in the editor, or as ${keyVariable} in the environment.`
    : `Waits for an Assay that can ask ${needs.provider} models.`;
  return { ok: false, reason };
}

/** Whether its jobs are work of ours, which uses this machine's processors rather than waits for a network. */
export const isLocalProvider = (provider: string): boolean =>
  provider === 'builtin' || provider === existingProvider;
