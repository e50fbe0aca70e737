import type { Capabilities } from './domain/capabilities.ts';
import type { EditorModels } from './domain/editor-models.ts';
import type { KeySource } from './domain/keys.ts';
import type { LogSink } from './domain/log.ts';
import type { Installation } from './processes/installation.ts';

export interface EngineOptions {
  /** Absolute; made when it is not there. */
  stateDir: string;
  installation: Installation;
  /** By their dotted names, without the editor's prefix; what is out of range is logged and not used. */
  settings: Readonly<Record<string, unknown>>;
  /**
   * What this process can do besides asking those providers that it has keys of; the rest waits for one that can. Left
   * out: what every process can.
   */
  capabilities?: Capabilities;
  /** The keys of providers; left out: there are none. */
  keys?: KeySource;
  /** Names the proxy and certificates that providers are asked with; left out: that of the process. */
  env?: NodeJS.ProcessEnv;
  /** The editor's own language models; left out: this is no editor, or one that has none. */
  editorModels?: EditorModels;
  log: LogSink;
  /**
   * `all`: unfinished pipelines go on at once. `requested`: only those that run, resume or retry name. `none`: nothing is
   * scheduled: for one command that changes what others will do.
   */
  schedule: 'all' | 'requested' | 'none';
}
