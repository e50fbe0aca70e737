import { z } from 'zod';

/** What happens to one request instead of a plain answer. All fields together make one behaviour. */
export const troubleSchema = z.strictObject({
  /** An answer of this status, instead of one of the model. */
  status: z.int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Sent as it is, in place of an error in the provider's shape. */
  body: z.string().optional(),
  contentType: z.string().optional(),
  /** In the provider's shape. */
  message: z.string().optional(),
  /** Nothing more is sent, and the connection stays. */
  hang: z.enum(['before', 'middle']).optional(),
  /** The connection is reset, or ended as if all were said. */
  breakOff: z.enum(['before', 'reset', 'end']).optional(),
  /** An error in a stream that began well; `first`: before any text. */
  errorInStream: z
    .strictObject({
      at: z.enum(['first', 'middle']).default('middle'),
      code: z.union([z.string(), z.number()]),
      message: z.string(),
    })
    .optional(),
  /** A part that is no JSON; `first`: before any text. */
  wrongJson: z.enum(['first', 'middle']).optional(),
  finish: z.enum(['stop', 'length', 'refused']).optional(),
  /** Between two parts. */
  partDelayMs: z.int().min(0).optional(),
  /** Before the first byte. */
  delayMs: z.int().min(0).optional(),
  /** The answer is filled up to this many bytes. */
  hugeBytes: z.int().min(1).optional(),
  /** Instead of an app. */
  text: z.string().optional(),
  /** What the answer says it has cost, where the provider says so. */
  costUsd: z.number().optional(),
});
export type Trouble = z.infer<typeof troubleSchema>;

/** Requests take the first step that fits them and has turns left; all others are answered plainly. */
export const scriptSchema = z.array(
  z.strictObject({
    /** Only for this model; left out: for any. */
    model: z.string().optional(),
    /** Only when the prompt says this. */
    prompt: z.string().optional(),
    /** How many requests it is for; left out: all. */
    times: z.int().min(1).optional(),
    trouble: troubleSchema,
  }),
);
export type Script = z.infer<typeof scriptSchema>;

/** Takes steps off a script. */
export function createScript(script: Script): (model: string, prompt: string) => Trouble {
  const left = script.map((step) => ({ ...step, times: step.times ?? Number.POSITIVE_INFINITY }));
  return (model, prompt) => {
    const step = left.find(
      (candidate) =>
        candidate.times > 0 &&
        (candidate.model === undefined || candidate.model === model) &&
        (candidate.prompt === undefined || prompt.includes(candidate.prompt)),
    );
    if (!step) return {};
    step.times--;
    return step.trouble;
  };
}
