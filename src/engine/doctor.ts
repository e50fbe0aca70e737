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
export async function examine(installation: Installation): Promise<Checkup[]> {
  return Promise.all([examineNode(installation), examineNpm(installation), examineDocker()]);
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

async function examineDocker(): Promise<Checkup> {
  const check = { name: 'Docker', neededFor: 'running apps that a model wrote' };
  const { describeDocker } = await import('./containers/docker-engine.lazy.ts');
  const docker = await describeDocker();
  return docker.available
    ? { ...check, ok: true, message: `engine ${docker.version}, API ${docker.apiVersion}` }
    : { ...check, ok: false, message: docker.reason };
}
