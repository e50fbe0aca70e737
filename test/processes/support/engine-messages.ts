import { z } from 'zod';

export const commandSchema = z.object({ id: z.int(), method: z.string(), args: z.array(z.unknown()) });

export const engineMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('opened'), owns: z.boolean() }),
  z.object({
    kind: z.literal('changed'),
    /** Epoch milliseconds. */
    at: z.number(),
    reset: z.boolean(),
    /** How many jobs and subtasks. */
    rows: z.int(),
    owns: z.boolean(),
  }),
  z.object({
    kind: z.literal('answer'),
    id: z.int(),
    value: z.unknown().optional(),
    error: z.string().optional(),
  }),
]);
export type EngineMessage = z.infer<typeof engineMessageSchema>;
export type Changed = EngineMessage & { kind: 'changed' };
