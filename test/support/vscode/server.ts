import path from 'node:path';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { collect } from '../../../src/engine/processes/supervised-process.ts';
import { spawnForTest } from '../project.ts';
import { serverFolder } from './server-installation.ts';

const startTimeoutMs = 30_000;
const maxLogBytes = 1_000_000;

export interface VscodeServer {
  /** As in `127.0.0.1:41234`. */
  readonly authority: string;
  /** What it wrote so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface VscodeServerOptions {
  /** An empty folder, this run's alone. */
  dataDir: string;
  /** User settings, over those that keep a test quiet. */
  settings: Readonly<Record<string, unknown>>;
  /** Settings of the machine that the extension host runs on. */
  machineSettings: Readonly<Record<string, unknown>>;
  /** Absolute folders of extensions that are there as if they were installed. */
  extensions: readonly string[];
  /** Environment of the extension host. */
  env: NodeJS.ProcessEnv;
}

const quietSettings = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'remote.autoForwardPorts': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
};

/** Starts VS Code's server on a free port and waits until it listens. */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  await writeSettings(options.dataDir, 'User', { ...quietSettings, ...options.settings });
  await writeSettings(options.dataDir, 'Machine', options.machineSettings);
  for (const folder of options.extensions) {
    await cp(folder, path.join(options.dataDir, 'extensions', path.basename(folder)), { recursive: true });
  }
  const server = spawnForTest({
    command: process.execPath,
    args: [
      path.join(serverFolder, 'out', 'server-main.js'),
      ...['--host', '127.0.0.1', '--port', '0', '--server-data-dir', options.dataDir],
      ...['--without-connection-token', '--accept-server-license-terms', '--disable-telemetry'],
      '--enable-smoke-test-driver',
    ],
    cwd: options.dataDir,
    env: options.env,
  });
  const output = collect(server.stdout, maxLogBytes);
  const errors = collect(server.stderr, maxLogBytes);
  const log = () => output() + errors();
  try {
    const authority = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('it does not listen in time')), startTimeoutMs);
      server.stdout.on('data', () => {
        const port = /Server bound to 127\.0\.0\.1:(\d+)/.exec(output())?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve(`127.0.0.1:${port}`);
      });
      void server.exited.then(({ code, signal, error }) => {
        clearTimeout(timer);
        reject(new Error(error ?? `it ended with ${signal ?? code}`));
      });
    });
    return { authority, log, stop: () => server.kill() };
  } catch (error) {
    await server.kill();
    throw new Error(`VS Code's server did not start: ${(error as Error).message}\n${log()}`, {
      cause: error,
    });
  }
}

async function writeSettings(dataDir: string, of: 'User' | 'Machine', settings: object): Promise<void> {
  const folder = path.join(dataDir, 'data', of);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}
