import { z } from 'zod';
import { slug, stackName } from './slug.ts';

/** What an app may be called: it becomes a part of `existing/<name>:<number>` and of a folder's name. */
const appName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const folder = z.string().min(1).describe('Its folder, relative to the pipeline file.');

/** An existing app as a pipeline file names it. */
export const appEntrySchema = z.union(
  [
    folder,
    z
      .strictObject({
        path: folder,
        name: z
          .string()
          .regex(appName, 'must be letters, digits, dots, hyphens and underscores')
          .optional()
          .describe("What it is called; its folder's name when left out."),
        stack: stackName
          .optional()
          .describe('How it is built; recognised by its dependencies when left out.'),
        template: slug
          .optional()
          .describe('The template that it is held to; left out: what needs a template does not apply.'),
      })
      .describe('An existing app.'),
  ],
  { error: 'must be a folder, or an object with its "path"' },
);

/** Where an input problem of it belongs. */
export interface EntryPlace {
  /** The pipeline file; null: the folder itself was named. */
  file: string | null;
  line: number | null;
  column: number | null;
}

/** An existing app as it was named; nobody has looked yet whether it is there. */
export interface AppEntry {
  path: string;
  name: string | null;
  stack: string | null;
  template: string | null;
  place: EntryPlace;
}

/** A folder's name as an app may be called. */
export function appNameOf(folderName: string): string {
  const name = folderName.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return name.slice(0, 64).replace(/[-.]+$/, '') || 'app';
}
