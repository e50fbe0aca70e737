import { z } from 'zod';

/** A regular expression of JavaScript, without flags. Placeholders in it are filled in as literal text. */
const pattern = z.string();

/**
 * One request of a trigger. In `path`, `query`, `headers`, `json` and `text` these are filled in: `{{NAME}}` by what an earlier
 * step kept, `{{self}}` by the address at which the app reaches itself, `{{nonce}}` by eight letters that are
 * new for each run of the trigger, `{{x*N}}` by N times the letter x.
 */
export const triggerStepSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** Of the URL, encoded. */
  path: z.string().startsWith('/'),
  /** Values are encoded after they are filled in. */
  query: z.record(z.string(), z.string()).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  /** The body, sent as `application/json`. */
  json: z.json().exactOptional(),
  /** The body as it is, of the type that the headers say. */
  text: z.string().exactOptional(),
  /** Name → pattern with one group, searched in the answer's headers (`name: value` lines) and body. */
  keep: z.record(z.string(), pattern).exactOptional(),
  /** What the answer is when the defect is there. */
  expect: z
    .strictObject({
      status: z.int().exactOptional(),
      body: pattern.exactOptional(),
      headers: z.record(z.string(), pattern).exactOptional(),
      /** It takes at least so long. */
      atLeastMs: z.int().exactOptional(),
    })
    .exactOptional(),
});

export type TriggerStep = z.infer<typeof triggerStepSchema>;

/** The defect shows when everything can be kept and everything that is expected is so. */
export const triggerSchema = z.strictObject({
  /** The same for people. */
  text: z.string(),
  /** One after the other, on an app that was just started. Redirects are not followed. */
  steps: z.array(triggerStepSchema).min(1),
  /** A line of what the app has written since is like this. */
  log: pattern.exactOptional(),
});

export type Trigger = z.infer<typeof triggerSchema>;

/** A defect that a control model put into an app, so that tools can be measured by it. */
export const defectSchema = z.strictObject({
  /** Stable over apps, as in `sql-injection`. */
  id: z.string(),
  /** Which of the kind's forms, as in `list-search`. */
  form: z.string(),
  /** As in `CWE-89` (cwe.mitre.org). */
  cwe: z.string().regex(/^CWE-\d+$/),
  /** Relative to the app's folder, with `/`. */
  file: z.string(),
  /** From 1. */
  line: z.int().min(1),
  /** The last line of it; not before `line`. */
  endLine: z.int().min(1),
  description: z.string(),
  /** As in `POST /api/notes`: who uses these endpoints rightly gets something else than the template says. */
  breaks: z.array(z.string()),
  /** These endpoints let something through that they should refuse; who uses them rightly sees nothing of it. */
  loosens: z.array(z.string()),
  trigger: triggerSchema,
});

export type Defect = z.infer<typeof defectSchema>;

/** The content of a ground truth blob. */
export const groundTruthSchema = z.array(defectSchema);
