import { z } from 'zod';

/** What templates and stacks are called. */
export const slug = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}$/,
    'must be at most 64 lower-case letters, digits and hyphens, and begin with a letter',
  );
