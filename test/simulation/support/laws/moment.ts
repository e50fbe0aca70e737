import type { State } from '../state.ts';

/** What a person asks for, from the asking until the answer. */
export interface Ask {
  kind: 'create' | 'pause' | 'resume' | 'cancel' | 'retry' | 'delete';
  /** null: of a pipeline that is not there yet. */
  pipelineId: number | null;
}

/** Two durable states that follow each other, and what may have led from one to the other. */
export interface Moment {
  before: State;
  after: State;
  asks: readonly Ask[];
  /** The process ended between the two, and another one has the folder: `abruptly`, or in order. */
  between: 'nothing' | 'an end' | 'an abrupt end';
  /** The engine was told to stop. */
  stopping: boolean;
}

export function isAsked(moment: Moment, kind: Ask['kind'], pipelineId: number): boolean {
  return moment.asks.some((ask) => ask.kind === kind && ask.pipelineId === pipelineId);
}

/** Says what was broken, and where. */
export function broken(law: string, where: string, found: unknown): never {
  throw new Error(`${law}: ${where}: ${JSON.stringify(found)}`);
}
