import { AssayError } from './errors.ts';

/** What has a lifecycle in the store. A tool run has none: it is written once, with its final status. */
export type LifecycleKind = 'pipeline' | 'job' | 'mainTask' | 'subtask';

export const pipelineStatuses = [
  'pending',
  'running',
  'paused',
  'completed',
  'partial_success',
  'failed',
  'cancelled',
] as const;
export type PipelineStatus = (typeof pipelineStatuses)[number];

export const jobStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const mainTaskStatuses = [
  'created',
  'pending',
  'running',
  'completed',
  'partial_success',
  'failed',
  'cancelled',
] as const;
export type MainTaskStatus = (typeof mainTaskStatuses)[number];

export const subtaskStatuses = [
  'pending',
  'running',
  'completed',
  'partial_success',
  'failed',
  'cancelled',
  'skipped',
] as const;
export type SubtaskStatus = (typeof subtaskStatuses)[number];

export const toolRunStatuses = [
  'succeeded',
  'failed',
  'timed_out',
  'skipped',
  'not_available',
  'not_applicable',
] as const;
export type ToolRunStatus = (typeof toolRunStatuses)[number];

export const attemptStatuses = ['running', 'succeeded', 'failed', 'interrupted', 'cancelled'] as const;
export type AttemptStatus = (typeof attemptStatuses)[number];

export type StatusOf<K extends LifecycleKind> = K extends 'pipeline'
  ? PipelineStatus
  : K extends 'job'
    ? JobStatus
    : K extends 'mainTask'
      ? MainTaskStatus
      : SubtaskStatus;

type Table<S extends string> = Readonly<Record<S, readonly S[]>>;

/**
 * Every allowed transition, by kind and present status. A pair that is not listed is refused.
 * Edges out of a terminal status are taken by a retry only, which is always a new attempt.
 */
export const transitions: { readonly [K in LifecycleKind]: Table<StatusOf<K>> } = {
  pipeline: {
    pending: ['running', 'paused', 'cancelled'],
    running: ['paused', 'completed', 'partial_success', 'failed', 'cancelled'],
    paused: ['running', 'cancelled'],
    completed: ['running'],
    partial_success: ['running'],
    failed: ['running'],
    cancelled: ['running'],
  },
  job: {
    pending: ['running', 'cancelled'],
    // back to pending: interrupted, or to be tried again by policy
    running: ['pending', 'completed', 'failed', 'cancelled'],
    completed: ['pending'],
    failed: ['pending'],
    cancelled: ['pending'],
  },
  mainTask: {
    // derived from its subtasks, so it can move from any status to any that they can have together
    created: ['pending', 'running', 'completed', 'partial_success', 'failed', 'cancelled'],
    pending: ['running', 'completed', 'partial_success', 'failed', 'cancelled'],
    running: ['pending', 'completed', 'partial_success', 'failed', 'cancelled'],
    completed: ['pending', 'running'],
    partial_success: ['pending', 'running'],
    failed: ['pending', 'running'],
    cancelled: ['pending', 'running'],
  },
  subtask: {
    // to a result: a retry that was taken back before it began
    pending: ['running', 'completed', 'partial_success', 'cancelled', 'skipped'],
    running: ['pending', 'completed', 'partial_success', 'failed', 'cancelled', 'skipped'],
    completed: ['pending'],
    partial_success: ['pending'],
    failed: ['pending'],
    cancelled: ['pending'],
    skipped: ['pending'],
  },
};

export function canTransition<K extends LifecycleKind>(kind: K, from: StatusOf<K>, to: StatusOf<K>): boolean {
  return (transitions[kind] as Table<string>)[from]?.includes(to) ?? false;
}

/** @throws AssayError of class `bug` when the table does not allow it. */
export function assertTransition<K extends LifecycleKind>(kind: K, from: StatusOf<K>, to: StatusOf<K>): void {
  if (!canTransition(kind, from, to)) {
    throw new AssayError('bug', `A ${kind} cannot go from ${from} to ${to}.`);
  }
}

const open: ReadonlySet<string> = new Set(['created', 'pending', 'running', 'paused']);

/** Nothing more happens to it unless somebody retries. */
export function isTerminal(status: PipelineStatus | JobStatus | MainTaskStatus | SubtaskStatus): boolean {
  return !open.has(status);
}
