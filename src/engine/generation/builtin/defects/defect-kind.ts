import type { CompiledApp } from '../compile.ts';
import type { Operation } from '../operations.ts';
import type { Trigger, TriggerStep } from '../../ground-truth.ts';
import type { Maker, MakerOptions } from './maker.ts';

/** One change to a file. */
export interface Edit {
  file: string;
  /**
   * @param content null when there is no such file
   * @returns null when the file has no place for it
   */
  change(content: string | null): string | null;
}

/** Changes the code of an operation. */
export type OperationChange = (operation: Operation) => Edit[];

/** A form in an app: what is changed, and how the defect shows. */
export interface Placed {
  /** Exactly one of them holds what `Maker.flaw` gave. */
  edits: Edit[];
  trigger: Trigger;
  /** As in `POST /api/notes`: who uses these endpoints rightly gets something else than the template says. */
  breaks?: string[];
  /** These let something through that they should refuse; who uses them rightly sees nothing of it. */
  loosens?: string[];
  /** A proper use of what was added; it works in the flawed app and in the careful one. */
  use?: TriggerStep;
}

/** How a defect shows, and how what was added for it is properly used. */
export type Shown = Pick<Placed, 'trigger' | 'use'>;

/** One way in which a kind of defect is written. */
export interface DefectForm<M extends Maker = Maker> {
  id: string;
  /** @returns null when the app has no place for it */
  place(app: CompiledApp, make: M): Placed | null;
}

/** A kind of defect. An app has at most one of each. */
export interface DefectKind<M extends Maker = Maker> {
  /** Stable: ground truths name it. */
  id: string;
  /** As in `CWE-89`. */
  cwe: string;
  description: string;
  /** At least two. */
  forms: readonly DefectForm<M>[];
}

/** What `builtin/flawed` can put into the apps of one stack. */
export interface StackDefects<M extends Maker = Maker> {
  /** An endpoint does something else than it says. */
  functional: readonly DefectKind<M>[];
  /** An app does what it says, and can be turned against its users. */
  weaknesses: readonly DefectKind<M>[];
  /** The same, in the template's own login and rights: for apps with accounts, each of which gets one. */
  accounts?: readonly DefectKind<M>[];
  createMaker(options: MakerOptions): M;
}
