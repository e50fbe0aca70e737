import { z } from 'zod';

/** What templates are called. The lookahead holds the length: one message says all of it. */
export const slug = z
  .string()
  .regex(
    /^(?=.{1,64}$)[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/,
    'must be at most 64 lower-case letters and digits, begin with a letter, and have single hyphens or underscores only between them',
  );

/** What stacks are called; images are named after them. */
export const stackName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}$/,
    'must be at most 64 lower-case letters, digits and hyphens, and begin with a letter',
  );
