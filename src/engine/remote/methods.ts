import { z } from 'zod';
import { appStartModes } from '../domain/running-app.ts';
import type { Engine } from '../engine-api.ts';

const id = z.int().positive();
const page = z.strictObject({ offset: z.int().min(0), limit: z.int().min(0) });
const mode = z.enum(['continue', 'new']);
const app = z.strictObject({
  path: z.string(),
  stack: z.string().optional(),
  template: z.string().optional(),
});
const runRequest = z.union([
  z.strictObject({ file: z.string(), mode }),
  z.strictObject({ apps: z.array(app).min(1), mode }),
]);
const budget = z.strictObject({
  maxCostUsd: z.number().positive().max(1_000_000).nullable().exactOptional(),
  maxTokens: z.int().min(1).max(1_000_000_000_000).nullable().exactOptional(),
});
const retryTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('app'), jobId: id }),
  z.strictObject({ kind: z.literal('subtask'), subtaskId: id }),
  z.strictObject({ kind: z.literal('failed'), pipelineId: id }),
]);

/** What a client may ask of the owner's engine, with the arguments that each takes. */
export const remoteMethods = {
  run: z.tuple([runRequest]),
  estimate: z.tuple([runRequest]),
  check: z.tuple([z.string(), z.string()]),
  pause: z.tuple([id]),
  resume: z.tuple([id]),
  cancel: z.tuple([id]),
  delete: z.tuple([id]),
  retry: z.tuple([retryTarget]),
  setBudget: z.tuple([id, budget]),
  importFile: z.tuple([z.strictObject({ file: z.string(), text: z.string() })]),
  imported: z.tuple([]),
  startApp: z.tuple([id, z.enum(appStartModes)]),
  stopApp: z.tuple([id]),
  appLog: z.tuple([id, z.int().min(0)]),
  findRunningApps: z.tuple([]),
  appNamed: z.tuple([z.string()]),
  cleanUpOffer: z.tuple([]),
  cleanUp: z.tuple([z.array(z.string().max(1_000)).max(100_000)]),
  listModels: z.tuple([]),
  pipelines: z.tuple([]),
  pipeline: z.tuple([id]),
  apps: z.tuple([id, page]),
  app: z.tuple([id]),
  subtasks: z.tuple([id]),
  subtask: z.tuple([id]),
  toolRuns: z.tuple([id]),
  toolRunDetail: z.tuple([id]),
  attempts: z.tuple([z.strictObject({ kind: z.enum(['job', 'subtask']), id })]),
  remarks: z.tuple([id]),
  liveAnswer: z.tuple([id]),
  answers: z.tuple([id]),
  matrix: z.tuple([id]),
  status: z.tuple([id.nullable()]),
} as const satisfies { readonly [M in keyof Engine]?: z.ZodType };

export type RemoteMethod = keyof typeof remoteMethods;
export type RemoteEngine = Pick<Engine, RemoteMethod>;

export const remoteMethodNames = Object.keys(remoteMethods) as RemoteMethod[];

export function isRemoteMethod(name: string): name is RemoteMethod {
  return Object.hasOwn(remoteMethods, name);
}

/** Asked twice they do twice: after a lost connection these are not asked again by themselves. */
export function mayRepeat(method: RemoteMethod, args: readonly unknown[]): boolean {
  return method !== 'run' || (args[0] as { mode: string }).mode !== 'new';
}
