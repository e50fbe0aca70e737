import path from 'node:path';
import type { AppInstance, AppRuntime } from '../../../src/engine/domain/executors.ts';
import { createProcessAppRuntime } from '../../../src/engine/processes/process-app-runtime.ts';
import { freely, installation } from './apps.ts';
import type { Bench } from './apps.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

/** Starts the bench's apps as child processes. */
export function processRuntime({ catalog, log }: Pick<Bench, 'catalog' | 'log'>): AppRuntime {
  return createProcessAppRuntime({ installation, catalog, log });
}

/** Generates an app and starts it. */
export async function startGenerated(
  bench: Bench,
  runtime: AppRuntime,
  model: string,
  template: string,
  seed = 1,
): Promise<AppInstance> {
  const task = await bench.task(model, template, seed);
  const { manifest } = await bench.executor.generate(task, freely());
  const { app, revision, stack } = task;
  const sourceDir = path.join(task.workDir, 'app');
  return runtime.start(
    { app, revision, stack, sourceDir, manifest, startTimeoutMs: 30_000 },
    freely().signal,
  );
}

/** Who calls: sends the token that a login answered. */
export function caller(app: Pick<AppInstance, 'baseUrl'>, token: string | null) {
  return (method: string, route: string, body?: unknown) => send(app, method, route, body, token);
}

/** One request on a connection of its own; text is sent as it is, everything else as JSON. */
export async function send(
  app: Pick<AppInstance, 'baseUrl'>,
  method: string,
  route: string,
  body?: unknown,
  token: string | null = null,
): Promise<Answer> {
  const answer = await fetch(app.baseUrl + route, {
    method,
    redirect: 'manual',
    headers: {
      connection: 'close',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
}
