/** Why something could not be done. The retry policy is a table over these. */
export const errorClasses = [
  'transient',
  'rate_limited',
  'truncated',
  'invalid_output',
  'build_failed',
  'unhealthy',
  'tool_failed',
  'timeout',
  'budget',
  'auth',
  'misconfigured',
  'cancelled',
  'bug',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

export interface AssayErrorOptions {
  cause?: unknown;
  /** What the reader can do next, one sentence. */
  hint?: string;
  /** Evidence: the last lines of a log, the bytes that could not be read. Shown on demand. */
  detail?: string;
  /** The other side said when to come back, in milliseconds from now (`retry-after`). */
  retryAfterMs?: number;
}

/** What a `retry-after` may say at most: a day. */
export const maxRetryAfterMs = 86_400_000;

/** An error with a class. The message says what happened, to what; `hint` says what to do. */
export class AssayError extends Error {
  readonly errorClass: ErrorClass;
  readonly hint: string | null;
  readonly detail: string | null;
  /** Whole milliseconds, 0 to `maxRetryAfterMs`; null: nothing was said. */
  readonly retryAfterMs: number | null;

  constructor(errorClass: ErrorClass, message: string, options: AssayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AssayError';
    this.errorClass = errorClass;
    this.hint = options.hint ?? null;
    this.detail = options.detail ?? null;
    this.retryAfterMs = wholeMilliseconds(options.retryAfterMs);
  }

  /** By name: parts that are bundled apart each have a copy of this class. */
  static is(value: unknown): value is AssayError {
    return value instanceof Error && value.name === 'AssayError';
  }

  /** Anything thrown, as an AssayError; what we did not foresee is a `bug`. */
  static from(value: unknown): AssayError {
    if (AssayError.is(value)) return value;
    if (value instanceof Error) {
      if (value.name === 'AbortError') {
        return new AssayError('cancelled', value.message, { cause: value });
      }
      return new AssayError('bug', value.message, { cause: value, detail: value.stack ?? '' });
    }
    return new AssayError('bug', String(value));
  }
}

/** What a server said may be anything. */
function wholeMilliseconds(value: number | undefined): number | null {
  if (value === undefined || Number.isNaN(value)) return null;
  return Math.ceil(Math.min(Math.max(value, 0), maxRetryAfterMs));
}

/** One thing that is wrong with an input, at its place. Lines and columns start at 1. */
export interface InputProblem {
  file: string;
  line: number | null;
  column: number | null;
  message: string;
}

/** `file:line:column: message`, as compilers print it, so that editors and terminals link it. */
export function formatProblem(problem: InputProblem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== null);
  return `${place.join(':')}: ${problem.message}`;
}

/** Input that cannot be used (exit status 2): every problem found, not only the first. */
export class InputError extends Error {
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }

  /** By name: parts that are bundled apart each have a copy of this class. */
  static is(value: unknown): value is InputError {
    return value instanceof Error && value.name === 'InputError';
  }

  static of(file: string, message: string): InputError {
    return new InputError([{ file, line: null, column: null, message }]);
  }
}
