import type { AnalyzerHost, AnalyzerProgram } from '../domain/analyzer-host.ts';
import { messageConnection } from '../domain/message-connection.ts';
import type { Service } from '../domain/tools.ts';
import { programPath } from '../processes/installation.ts';
import type { Installation } from '../processes/installation.ts';
import { packageClientEnv } from '../processes/package-clients.ts';
import { collect, spawnSupervised } from '../processes/supervised-process.ts';
import { ensureToolbox } from './toolbox.ts';

const maxStderrBytes = 64_000;
const defaultIdleMs = 30_000;

/** Analyzer programs as child processes on this machine, with toolboxes that are installed here. */
export function localAnalyzerHost(installation: Installation, idleMs = defaultIdleMs): AnalyzerHost {
  return {
    unable: async () => null,
    start: async (service) => startProgram(installation, service),
    replicas: () => null,
    besideApps: false,
    stabilizationDelayMs: 0,
    idleMs,
  };
}

function startProgram(installation: Installation, service: Service): AnalyzerProgram {
  const child = spawnSupervised(installation, {
    command: installation.node,
    args: [
      programPath(installation, 'analyzer'),
      ...['--service', service, '--stdio', '--root', installation.root, '--cache', installation.cacheDir],
    ],
    cwd: installation.root,
    env: { ...packageClientEnv(process.env), ...installation.nodeEnv },
  });
  return {
    connection: messageConnection(child.stdout, child.stdin),
    ended: child.exited.then(() => undefined),
    seesFiles: true,
    lastWords: collect(child.stderr, maxStderrBytes),
    installTools: async (tools, context) => {
      const { npmDir, pythonDirs, missing } = await ensureToolbox(installation, service, tools, context);
      return { folders: { npmDir, pythonDirs }, missing };
    },
    meet: async ({ baseUrl }) => ({ baseUrl: baseUrl.replace(/\/+$/, ''), leave: async () => undefined }),
    stop: () => child.kill(),
  };
}
