import path from 'node:path';
import type { InstalledStack } from '../../../../src/engine/catalog/catalog.ts';
import type { Clock } from '../../../../src/engine/domain/clock.ts';
import { systemClock } from '../../../../src/engine/domain/clock.ts';
import { applySettings, defaultConfiguration } from '../../../../src/engine/domain/configuration.ts';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import { Log } from '../../../../src/engine/domain/log.ts';
import type { Template } from '../../../../src/engine/domain/template.ts';
import type { CallOptions, ModelAnswer, ModelRequest } from '../../../../src/engine/generation/provider.ts';
import { RemoteProviders } from '../../../../src/engine/generation/providers/remote-providers.lazy.ts';
import { ModelServer } from '../../../support/model-server/server.ts';
import type { DialectName, ModelServerOptions } from '../../../support/model-server/server.ts';

/** The provider of each dialect, as a pipeline file names it. */
export const providerOfDialect: Readonly<Record<DialectName, string>> = {
  openai: 'openai-compatible/lab',
  openrouter: 'openrouter',
  anthropic: 'anthropic',
  ollama: 'ollama',
};
export const dialectNames = Object.keys(providerOfDialect) as DialectName[];

export const theKey = 'key-of-the-test-0123456789';
export const theAnswer = 'A careful answer, which is long enough to come in parts. '.repeat(20);

export interface BenchOptions {
  settings?: Record<string, unknown>;
  env?: NodeJS.ProcessEnv;
  key?: string | null;
  clock?: Clock;
  /** `host:port` in place of the server's own. */
  host?: (port: number) => string;
}

/** A model server, and providers whose settings have its address. */
export class ProviderBench {
  readonly server: ModelServer;
  readonly logged: string[] = [];
  readonly #folder: string;
  readonly #opened: RemoteProviders[] = [];

  private constructor(server: ModelServer, folder: string) {
    this.server = server;
    this.#folder = folder;
  }

  static async start(folder: string, options: Partial<ModelServerOptions> = {}): Promise<ProviderBench> {
    return new ProviderBench(await ModelServer.start({ answer: () => theAnswer, ...options }), folder);
  }

  open(options: BenchOptions = {}): RemoteProviders {
    const { key = theKey, host } = options;
    const address = (name: DialectName) => this.server.baseUrl(name, host?.(this.server.port));
    const { configuration, problems } = applySettings(defaultConfiguration, {
      'providers.openrouter.baseUrl': address('openrouter'),
      'providers.anthropic.baseUrl': address('anthropic'),
      'providers.ollama.baseUrl': address('ollama'),
      'providers.openaiCompatible': { lab: { baseUrl: address('openai') } },
      ...options.settings,
    });
    if (problems.length > 0) throw new Error(problems.join('\n'));
    const log = new Log((_, line) => this.logged.push(line));
    const keys = { key: async () => key };
    const { clock = systemClock, env = {} } = options;
    const cacheDir = path.join(this.#folder, 'models');
    const opened = new RemoteProviders({ configuration, keys, log, clock, cacheDir, env });
    this.#opened.push(opened);
    return opened;
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((providers) => providers.close()));
    await this.server.close();
  }
}

export function request(model: string, more: Partial<ModelRequest> = {}): ModelRequest {
  const messages = [
    { role: 'system' as const, content: 'You write apps.' },
    { role: 'user' as const, content: 'Write one.' },
  ];
  // Remote models are told by their prompts alone.
  const context = { template: {} as Template, stack: {} as InstalledStack, seed: 1 };
  return { model, messages, context, ...more };
}

export const freely = (more: Partial<CallOptions> = {}): CallOptions => ({
  signal: new AbortController().signal,
  ...more,
});

/** The AssayError that a call must end with. */
export async function failureOfCall(call: Promise<ModelAnswer>): Promise<AssayError> {
  try {
    const answer = await call;
    throw new Error(`It was answered: ${JSON.stringify(answer).slice(0, 300)}`);
  } catch (error) {
    if (AssayError.is(error)) return error;
    throw error;
  }
}
