import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { z } from 'zod';
import { analyzerMethods, requestCancelledCode } from '../engine/domain/analyzer-protocol.ts';
import type {
  AnalyzeProgress,
  AnalyzeResult,
  InitializeResult,
  ToolHealth,
} from '../engine/domain/analyzer-protocol.ts';
import { AssayError } from '../engine/domain/errors.ts';
import { tools } from '../engine/domain/tools.ts';
import type { Service, ToolName } from '../engine/domain/tools.ts';
import { checkHealth } from './health.ts';
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

/** Turns the token into a signal and what was thrown into an answer of the protocol. */
async function answer<T>(token: CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  if (token.isCancellationRequested) controller.abort();
  try {
    return await work(controller.signal);
  } catch (thrown) {
    if (thrown instanceof ResponseError) throw thrown;
    const error = AssayError.from(thrown);
    const code = error.errorClass === 'cancelled' ? requestCancelledCode : ErrorCodes.InternalError;
    throw new ResponseError(code, error.message);
  } finally {
    listener.dispose();
  }
}

function check<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
  throw invalid(problems.join('; '));
}

function invalid(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `The request cannot be used: ${message}.`);
}
