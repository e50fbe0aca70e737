import { z } from 'zod';

/** A defect that a control model put into an app, so that tools can be measured by it. */
export const defectSchema = z.strictObject({
  /** Stable over apps, as in `sql-injection`. */
  id: z.string(),
  /** As in `CWE-89` (cwe.mitre.org). */
  cwe: z.string().regex(/^CWE-\d+$/),
  /** Relative to the app's folder, with `/`. */
  file: z.string(),
  /** From 1. */
  line: z.int().min(1),
  description: z.string(),
  /** What makes it show, for people. */
  trigger: z.string(),
});

export type Defect = z.infer<typeof defectSchema>;

/** The content of a ground truth blob. */
export const groundTruthSchema = z.array(defectSchema);
