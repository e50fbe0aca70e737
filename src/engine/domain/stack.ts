import { z } from 'zod';
import { stackName } from './slug.ts';

/** How an app is built and run: `stack.json` in the stack's folder. Paths are relative, with `/`. */
export const stackSchema = z.strictObject({
  name: stackName,
  description: z.string(),
  /** Which runtime a process of it needs, when apps may run as child processes. */
  runtime: z.enum(['node', 'python']),
  /** Entry file for the runtime. */
  entry: z.string(),
  /** GET on it answers 2xx once the app is up. */
  healthPath: z.string(),
  /** The one folder the app may write to, made empty for each instance. */
  dataDir: z.string(),
  /** Globs of the files a model may write; all others belong to the scaffold. */
  writable: z.array(z.string()),
  /** Files that the model has to write, and the names that each has to export for the scaffold to start it. */
  required: z.array(z.strictObject({ path: z.string(), exports: z.array(z.string()) })),
  /** The folder whose files the browser gets as they are. */
  webRoot: z.string(),
  /** An existing app that depends on all of these is taken to be of this stack. Left out: only where it is named. */
  recognisedBy: z
    .strictObject({ npm: z.array(z.string()), python: z.array(z.string()) })
    .partial()
    .optional(),
  /**
   * The `package.json` of a front end that is built before it is served; without it the files of `webRoot` are served
   * as they are.
   */
  frontEndPackage: z.string().optional(),
});

export type Stack = z.infer<typeof stackSchema>;
