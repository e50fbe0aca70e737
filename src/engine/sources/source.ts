import type { Activity, EngineChange } from '../domain/records.ts';
import type { RunningApp } from '../domain/running-app.ts';
import type { Event } from '../domain/event.ts';
import type { RemoteMethod } from '../remote/methods.ts';

/**
 * Where a shared engine has its answers from at the moment: its own engine, as the owner of the state folder; that of the
 * process that owns it; or, for who only looks while nobody does, the files themselves.
 */
export interface Source {
  readonly kind: 'owner' | 'client' | 'copy';
  call(method: RemoteMethod, args: readonly unknown[]): Promise<unknown>;
  activities(): Activity[];
  runningApps(): RunningApp[];
  readonly onDidChangeApps: Event<void>;
  readonly onDidChange: Event<EngineChange>;
  readonly onDidChangeActivity: Event<void>;
  /** Resolves when another source has to be found. */
  readonly ended: Promise<void>;
  /** Whether a call failed because the source has ended: what was asked may or may not have happened. */
  hasEnded(error: unknown): boolean;
  /** Whether it could go on with pipelines that it is told to resume. */
  readonly schedules: boolean;
  /** Its place in the line of those who take over, as far as it was told. */
  readonly place: number | null;
  /** Safe to call twice. */
  close(graceMs: number): Promise<void>;
}
