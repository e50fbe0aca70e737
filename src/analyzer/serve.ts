import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { analyzerMethods } from '../engine/domain/analyzer-protocol.ts';
import type {
  AnalyzeProgress,
  AnalyzeResult,
  InitializeResult,
  ToolHealth,
} from '../engine/domain/analyzer-protocol.ts';
import { tools } from '../engine/domain/tools.ts';
import type { Service, ToolName } from '../engine/domain/tools.ts';
import { answer, check, invalid } from './answering.ts';
import { checkHealth } from './health.ts';
import { serveSources } from './received-sources.ts';
import { adapters } from './registry.ts';
import { analyzeSchema, initializeSchema } from './requests.ts';
import { runTool } from './run-tools.ts';
import type { ToolEnvironment } from './tool-adapter.ts';

export const analyzerVersion = '1';

/** Answers the engine's requests on a connection until it closes. */
export function serve(connection: MessageConnection, service: Service, given: ToolEnvironment): void {
  let environment = given;
  const queue = new PQueue({ concurrency: Math.max(1, availableParallelism()) });
  const healths = new Map<ToolName, ToolHealth>();

  const ownTools = (names: readonly ToolName[]) => {
    const foreign = names.find((name) => tools[name].service !== service);
    if (foreign) throw invalid(`${foreign} is not a tool of ${service}`);
  };
  const healthOf = async (name: ToolName, signal: AbortSignal): Promise<ToolHealth> => {
    const known = healths.get(name);
    if (known) return known;
    const health = await checkHealth(adapters[name], environment, signal);
    healths.set(name, health);
    return health;
  };

  serveSources(connection);
  connection.onRequest(analyzerMethods.initialize, (raw: unknown, token: CancellationToken) =>
    answer(token, async (signal): Promise<InitializeResult> => {
      const params = check(initializeSchema, raw);
      if (params.service !== service) throw invalid(`this is ${service}, not ${params.service}`);
      ownTools(params.tools);
      if (params.toolbox !== null) {
        const { npmDir, pythonDirs } = params.toolbox;
        environment = { ...environment, npmDir, pythonDirs: new Map(Object.entries(pythonDirs)) };
      }
      // Asked again, a tool is looked at again: it may have been mended, or broken.
      for (const name of params.tools) healths.delete(name);
      const checks = params.tools.map((name) => queue.add(() => healthOf(name, signal)));
      return { service, version: analyzerVersion, tools: await Promise.all(checks) };
    }),
  );

  connection.onRequest(analyzerMethods.analyze, (raw: unknown, token: CancellationToken) =>
    answer(token, async (signal): Promise<AnalyzeResult> => {
      const params = check(analyzeSchema, raw);
      ownTools(params.tools);
      const needsApp = params.tools.find((name) => tools[name].appUse !== 'none');
      if (needsApp && params.baseUrl === null) throw invalid(`${needsApp} needs baseUrl`);
      const progress = (tool: ToolName, state: AnalyzeProgress['state'], result: AnalyzeProgress['result']) =>
        connection.sendNotification(analyzerMethods.progress, { runId: params.runId, tool, state, result });
      const runs = params.tools.map((name) =>
        queue.add(async () => {
          const health = await healthOf(name, signal);
          await progress(name, 'started', null);
          const result = await runTool(adapters[name], health, params, environment, signal);
          await progress(name, 'finished', result);
          return result;
        }),
      );
      return { results: await Promise.all(runs) };
    }),
  );
}
