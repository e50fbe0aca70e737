import { AssayError } from '../../domain/errors.ts';
import type { Truncation } from './answer-reading.ts';

export function invalidAnswer(message: string, detail?: string): AssayError {
  const hint = 'Generate the app again.';
  return new AssayError('invalid_output', message, detail === undefined ? { hint } : { hint, detail });
}

/** What to say of an answer that stayed cut off. */
export function truncatedAnswer({ path, reason, within, line }: Truncation): AssayError {
  const where = path === null ? `in line ${line}` : `inside the file ${path}, which begins in line ${line}`;
  const message =
    within === 'thinking'
      ? 'The model was still thinking when its answer ended.'
      : reason === 'finish-reason'
        ? `The model reached its limit before its answer was complete; it ends ${where}.`
        : `The answer ends ${where}.`;
  return new AssayError('truncated', message, { hint: 'Let the model go on, or raise its output limit.' });
}
