import { tellTried } from './containers/connection/engine-trouble.ts';
import { ownEngineSearch } from './containers/connection/find-engine.ts';
import { applySettings, defaultConfiguration } from './domain/configuration.ts';
import { AssayError } from './domain/errors.ts';
import { findNpm } from './processes/package-clients.ts';
import type { Installation } from './processes/installation.ts';

/** One thing that Assay uses, and whether it is there. */
export interface Checkup {
  name: string;
  ok: boolean;
  /** Version or place when it is there; otherwise what is wrong and what to do. */
  message: string;
  /** What does not work without it. */
  neededFor: string;
}

/** Looks at what this machine has. Changes and installs nothing. */
export async function examine(
  installation: Installation,
  settings: Readonly<Record<string, unknown>>,
): Promise<Checkup[]> {
  const { configuration } = applySettings(defaultConfiguration, settings);
  return Promise.all([
    examineNode(installation),
    examineNpm(installation),
    examineEngine(configuration['containers.engine']),
  ]);
}

async function examineNode(installation: Installation): Promise<Checkup> {
  return {
    name: 'Node.js',
    ok: true,
    message: `${process.version} at ${installation.node}`,
    neededFor: 'running control apps and analyzers',
  };
}

async function examineNpm(installation: Installation): Promise<Checkup> {
  const check = { name: 'npm', neededFor: "installing the analyzers and the stacks' dependencies" };
  try {
    const npm = await findNpm(installation, process.env);
    return { ...check, ok: true, message: npm.args[0] ?? npm.command };
  } catch (thrown) {
    const error = AssayError.from(thrown);
    return { ...check, ok: false, message: [error.message, error.hint].filter(Boolean).join(' ') };
  }
}

async function examineEngine(setting: string): Promise<Checkup> {
  const check = { name: 'Container engine', neededFor: 'running apps that a model wrote' };
  const { connectEngine } = await import('./containers/containers.lazy.ts');
  const answer = await connectEngine(ownEngineSearch(setting));
  if (answer.available) {
    const { kind, version, apiVersion, address } = answer.engine;
    const name = kind === 'docker' ? 'Docker' : 'Podman';
    return { ...check, ok: true, message: `${name} ${version}, API ${apiVersion}, at ${address.host}` };
  }
  const hint = 'Start Docker or Podman, or name the engine in DOCKER_HOST or the setting containers.engine.';
  return { ...check, ok: false, message: `None was found. ${tellTried(answer.tried)}. ${hint}` };
}
