import { AssayError } from '../../domain/errors.ts';
import type { Placeholder } from '../answers/answer-reading.ts';
import type { Problem } from './problem.ts';

const mostShown = 40;

/**
 * What to ask, as the user, so that a model repairs what it wrote: the exact errors, and only the files that change.
 * The files of its answer replace those of the first one, path by path.
 * @throws AssayError `bug` when nothing is wrong
 */
export function repairRequest(problems: readonly Problem[]): string {
  if (problems.length === 0) throw new AssayError('bug', 'There is nothing that a model could repair.');
  const shown = problems.slice(0, mostShown).map((problem) => `- ${formatAppProblem(problem)}`);
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`- and ${more} more of the same kinds`);
  const files = [...new Set(problems.map(({ file }) => file))].map((file) => `\`${file}\``);
  return [
    `The app cannot run as it is: ${problems.length === 1 ? 'there is one error' : `there are ${problems.length} errors`}.`,
    '',
    ...shown,
    '',
    `Correct ${files.slice(0, mostShown).join(', ')}, and other files only where that takes it. Give each file that changes as a`,
    'whole, in the same format as before, without leaving anything out; do not repeat files that stay as they are.',
  ].join('\n');
}

/** `file:line: message`, as compilers print it. */
export function formatAppProblem({ file, line, message }: Problem): string {
  return `${file}${line === null ? '' : `:${line}`}: ${message}`;
}

/** Code that was left out is as wrong as code that does not parse. */
export function placeholderProblems(placeholders: readonly Placeholder[]): Problem[] {
  return placeholders.map(({ path, line, text }) => ({
    kind: 'placeholder',
    file: path,
    line,
    message: `words stand for code that is missing: ${JSON.stringify(text)}`,
  }));
}
