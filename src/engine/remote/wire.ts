import { z } from 'zod';
import type { Capabilities } from '../domain/capabilities.ts';
import { AssayError, InputError, errorClasses } from '../domain/errors.ts';
import type { Activity, EngineChange } from '../domain/records.ts';
import { runningAppStatuses } from '../domain/running-app.ts';
import type { RunningApp } from '../domain/running-app.ts';

/** Changes with every change of what owner and client say to each other. */
export const wireVersion = 2;

/** JSON-RPC 2.0 with LSP's base framing (`vscode-jsonrpc`), over the owner's local socket, once the owner has greeted. */
export const wire = {
  /** Request `{token, version, client}`; nothing else is answered before. The answer is a `Welcome`. */
  hello: 'hello',
  /** Request, answered with null: whether the owner still runs. */
  ping: 'ping',
  /** Request `{method, args}`; the answer is `{value}` or `{error}`. */
  call: 'call',
  /** Notification, owner to client: what has changed. */
  changed: 'changed',
  /** Notification, owner to client: what runs now. */
  activities: 'activities',
  /** Notification, owner to client: the apps that people run. */
  apps: 'apps',
  /** Notification, owner to client: its place among those who take over when the owner goes; see `Succession`. */
  place: 'place',
} as const;

/**
 * What a client is to the state folder: it would work on all pipelines, on those that it is asked for, or on none and
 * only changes what others will do, or it only looks.
 */
export const clientRoles = ['all', 'requested', 'none', 'look'] as const;
export type ClientRole = (typeof clientRoles)[number];

export interface ClientDescription {
  role: ClientRole;
  capabilities: Capabilities;
}

const clientSchema: z.ZodType<ClientDescription> = z.object({
  role: z.enum(clientRoles),
  capabilities: z.object({ providers: z.array(z.string()), trusted: z.boolean() }),
});
export const helloSchema = z.object({ token: z.string(), version: z.number(), client: clientSchema });

/** `leaving`: the owner is here for one command only, and serves nobody; what comes next is to be waited for. */
export const welcomeSchema = z.object({
  version: z.number(),
  answer: z.enum(['accepted', 'refused', 'leaving']),
});
export type Welcome = z.infer<typeof welcomeSchema>;

/** null: not one of those who take over. */
export const placeSchema = z.object({ place: z.int().min(0).nullable() });

export const callSchema = z.object({ method: z.string(), args: z.array(z.unknown()) });

const errorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('input'),
    problems: z.array(
      z.object({
        file: z.string(),
        line: z.number().nullable(),
        column: z.number().nullable(),
        message: z.string(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('assay'),
    errorClass: z.enum(errorClasses),
    message: z.string(),
    hint: z.string().nullable(),
    detail: z.string().nullable(),
    retryAfterMs: z.number().nullable(),
  }),
]);

export const answerSchema = z.union([z.object({ error: errorSchema }), z.object({ value: z.unknown() })]);
export type Answer = z.infer<typeof answerSchema>;

export function encodeError(thrown: unknown): Answer {
  if (InputError.is(thrown)) return { error: { kind: 'input', problems: [...thrown.problems] } };
  const { errorClass, message, hint, detail, retryAfterMs } = AssayError.from(thrown);
  return { error: { kind: 'assay', errorClass, message, hint, detail, retryAfterMs } };
}

/** The answer's value, or its error thrown. */
export function decodeAnswer(answer: unknown): unknown {
  const parsed = answerSchema.parse(answer);
  if (!('error' in parsed)) return parsed.value;
  const { error } = parsed;
  if (error.kind === 'input') throw new InputError(error.problems);
  throw new AssayError(error.errorClass, error.message, {
    ...(error.hint === null ? {} : { hint: error.hint }),
    ...(error.detail === null ? {} : { detail: error.detail }),
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}

const idsSchema = z.array(z.number());
const changeSchema = z.object({
  pipelines: idsSchema,
  jobs: idsSchema,
  mainTasks: idsSchema,
  subtasks: idsSchema,
  reset: z.boolean(),
});

export function encodeChange(change: EngineChange): z.infer<typeof changeSchema> {
  return {
    pipelines: [...change.pipelines],
    jobs: [...change.jobs],
    mainTasks: [...change.mainTasks],
    subtasks: [...change.subtasks],
    reset: change.reset,
  };
}

export function decodeChange(message: unknown): EngineChange {
  const change = changeSchema.parse(message);
  return {
    pipelines: new Set(change.pipelines),
    jobs: new Set(change.jobs),
    mainTasks: new Set(change.mainTasks),
    subtasks: new Set(change.subtasks),
    reset: change.reset,
  };
}

const activitiesSchema: z.ZodType<Activity[]> = z.array(
  z.object({
    kind: z.enum(['job', 'subtask']),
    id: z.number(),
    pipelineId: z.number(),
    jobId: z.number(),
    app: z.string(),
    part: z.string(),
    step: z.string(),
    startedAt: z.number(),
    outputTokens: z.number().nullable(),
    tokensEstimated: z.boolean(),
  }),
);

export function decodeActivities(message: unknown): Activity[] {
  return activitiesSchema.parse(message);
}

const runningAppsSchema: z.ZodType<RunningApp[]> = z.array(
  z.object({
    jobId: z.number(),
    pipelineId: z.number(),
    app: z.string(),
    revision: z.number(),
    status: z.enum(runningAppStatuses),
    message: z.string().nullable(),
    detail: z.string().nullable(),
    // It is opened in a browser: nothing but this machine's own.
    url: z
      .string()
      .regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/)
      .nullable(),
    place: z.enum(['container', 'process']).nullable(),
    since: z.number(),
    kept: z.boolean(),
    logLength: z.number(),
  }),
);

export function decodeRunningApps(message: unknown): RunningApp[] {
  return runningAppsSchema.parse(message);
}
