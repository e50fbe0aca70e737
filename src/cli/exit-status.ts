import { AssayError, InputError, formatProblem } from '../engine/domain/errors.ts';
import type { PipelineStatus } from '../engine/domain/status.ts';

/** Exit statuses of the command line. */
export const exitStatus = { completed: 0, incomplete: 1, badInput: 2, interrupted: 130 } as const;

export function exitStatusOf(status: PipelineStatus): number {
  return status === 'completed' ? exitStatus.completed : exitStatus.incomplete;
}

/** What a person reads when a command cannot go on, and the status it ends with. */
export function explainFailure(error: unknown): { message: string; status: number } {
  if (InputError.is(error)) {
    return { message: error.problems.map(formatProblem).join('\n'), status: exitStatus.badInput };
  }
  if (error instanceof Error && error.name === 'StateInUseError') {
    return { message: error.message, status: exitStatus.badInput };
  }
  const known = AssayError.from(error);
  const more = known.errorClass === 'bug' && known.detail ? known.detail : null;
  return {
    message: [known.message, known.hint, more].filter((part) => part !== null).join('\n'),
    status: exitStatus.incomplete,
  };
}
