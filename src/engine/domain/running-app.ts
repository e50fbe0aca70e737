import type { AppPlace } from './executors.ts';

/**
 * `waiting` for the machine, `starting` (its image may be built), `running`, `stopping`; `stopped` by somebody, `crashed`: it
 * ended by itself, `failed`: it did not come up.
 */
export const runningAppStatuses = [
  'waiting',
  'starting',
  'running',
  'stopping',
  'stopped',
  'crashed',
  'failed',
] as const;
export type RunningAppStatus = (typeof runningAppStatuses)[number];

/** `start`: unless it runs. `restart`: a fresh instance, with empty data. `rebuild`: and its image is built anew. */
export const appStartModes = ['start', 'restart', 'rebuild'] as const;
export type AppStartMode = (typeof appStartModes)[number];

/** An app as people run it to look at it: one instance at most. Not stored, and no result. */
export interface RunningApp {
  jobId: number;
  pipelineId: number;
  /** `model:number`. */
  app: string;
  revision: number;
  status: RunningAppStatus;
  /** What it waits for, why it was stopped, how it ended, why it did not come up: a sentence; null: nothing to say. */
  message: string | null;
  /** The last lines of its log, as evidence; null: it neither crashed nor failed. */
  detail: string | null;
  /** As in `http://127.0.0.1:41234`; null: it does not run. */
  url: string | null;
  /** null: it does not run. */
  place: AppPlace | null;
  /** When its status began, epoch milliseconds. */
  since: number;
  /** Stays beyond the end of the engine. */
  kept: boolean;
  /** Characters that its log has had so far. */
  logLength: number;
}

/** Part of a log whose characters are counted from the first one ever written. */
export interface AppLogPart {
  text: string;
  /** Of the first character of the text: later than asked for where the log is not kept any more. */
  from: number;
  /** Where to read on. */
  next: number;
}

/** It runs, or is about to. */
export function isUpOrComing({ status }: Pick<RunningApp, 'status'>): boolean {
  return status === 'waiting' || status === 'starting' || status === 'running';
}
