import { z } from 'zod';

const id = z.int().positive();
/** The pipeline that it belongs to: with that it may be deleted. */
const pipeline = id;

/**
 * What a process says of the engine that it runs, one JSON line each. All but the last three are said only once they are
 * durable, and stay true for ever, or until their pipeline is deleted.
 */
export const factSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pipeline'), id }),
  z.object({ kind: z.literal('deleted'), id }),
  /** A job has its app's name, as in `builtin/baseline:3`. */
  z.object({ kind: z.literal('named'), pipeline, job: id, app: z.string() }),
  z.object({
    kind: z.literal('claimed'),
    pipeline,
    attempt: id,
    of: z.enum(['job', 'subtask']),
    owner: id,
    number: id,
  }),
  z.object({ kind: z.literal('ended'), pipeline, attempt: id, status: z.string() }),
  z.object({ kind: z.literal('generated'), pipeline, job: id, revision: id }),
  z.object({ kind: z.literal('submitted'), pipeline, job: id, mainTask: id, subtasks: z.int() }),
  /** A subtask is completed. */
  z.object({ kind: z.literal('measured'), pipeline, subtask: id, attempt: id }),
  z.object({ kind: z.literal('paid'), pipeline, job: id, attempt: id }),
  /** About to call the model. */
  z.object({ kind: z.literal('paying'), job: id, attempt: id }),
  z.object({ kind: z.literal('generating'), job: id, attempt: id }),
  z.object({ kind: z.literal('analysing'), subtask: id, attempt: id }),
]);

export type Fact = z.infer<typeof factSchema>;
