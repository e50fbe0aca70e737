import type { CompiledApp } from './compile.ts';

/** One change to a file. */
export interface Edit {
  file: string;
  /** The text must be there; only what follows the first place of `after` is looked at. */
  after?: string;
  find: string;
  /** `defectMark` stands at the start of the line that is the defect. */
  replace: string;
}

/** Cannot come from a template: it is escaped on its way into code. */
export const defectMark = '\u0001';

export interface DefectKind {
  id: string;
  cwe: string;
  description: string;
  /** @returns null when the app has no place for it */
  place(app: CompiledApp, secret: string): { edits: Edit[]; trigger: string } | null;
}
