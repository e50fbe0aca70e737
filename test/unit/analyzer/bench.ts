import { cp } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from 'sarif';
import type { ToolEnvironment, ToolRequest } from '../../../src/analyzer/tool-adapter.ts';
import { ensureToolbox } from '../../../src/engine/analysis/toolbox.ts';
import type { Service } from '../../../src/engine/domain/tools.ts';
import { toolsOf } from '../../../src/engine/domain/tools.ts';
import { defaultCacheDir } from '../../../src/engine/processes/installation.ts';
import type { Installation } from '../../../src/engine/processes/installation.ts';

/** The first run on a machine installs the toolboxes. */
export const installTimeoutMs = 600_000;

export const root = process.cwd();

export const installation: Installation = {
  root,
  node: process.execPath,
  nodeEnv: {},
  cacheDir: defaultCacheDir(),
};

export const never = (): AbortSignal => new AbortController().signal;
export const silent = () => ({ signal: never(), report: () => {} });

/** The service's real tools, with a cache of its own for canary results. */
export async function realEnvironment(service: Service, cacheDir: string): Promise<ToolEnvironment> {
  const toolbox = await ensureToolbox(installation, service, toolsOf(service), silent());
  if (toolbox.missing.size > 0) throw new Error([...toolbox.missing.values()].join('\n'));
  return {
    installation,
    assetsDir: path.join(root, 'toolboxes', service),
    npmDir: toolbox.npmDir,
    pythonDirs: new Map(Object.entries(toolbox.pythonDirs)),
    cacheDir,
  };
}

/** The same with a copy of rules and canaries that a test may spoil. */
export async function withOwnAssets(environment: ToolEnvironment, folder: string): Promise<ToolEnvironment> {
  const assetsDir = path.join(folder, 'assets');
  await cp(environment.assetsDir, assetsDir, { recursive: true });
  return { ...environment, assetsDir };
}

export function requestFor(part: Partial<ToolRequest>): ToolRequest {
  return {
    sourceDir: root,
    baseUrl: null,
    healthPath: '/',
    template: null,
    options: { toolTimeoutMs: 60_000, performanceDurationMs: 400, performanceConnections: 2 },
    ...part,
  };
}

/** `rule file:line` of each finding. */
export function foundIn(sarif: Log | null): string[] {
  return (sarif?.runs[0]?.results ?? []).map(({ ruleId, locations }) => {
    const place = locations?.[0]?.physicalLocation;
    return `${ruleId} ${place?.artifactLocation?.uri}:${place?.region?.startLine ?? ''}`;
  });
}
