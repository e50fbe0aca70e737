import type { InputProblem } from './errors.ts';
import type { ImportedCounts, ImportedProgress } from './imported-progress.ts';

/** A pipeline that another system ran, kept as history: nothing of it is ever worked on. */
export interface ImportedPipelineRecord {
  /** `imported-` and what tells records apart by their content; never the number of a pipeline. */
  id: string;
  name: string;
  /** Where it was imported from. */
  file: string;
  importedAt: number;
  generation: Omit<ImportedCounts, 'open'>;
  analysis: Omit<ImportedCounts, 'open'>;
}

/** What became of a file that could be imported. */
export type ImportOutcome = PipelineImport | TemplateImport;

export interface TemplateImport {
  kind: 'template';
  /** `found`: this template is there already. `replaced`: another one with its slug was. */
  outcome: 'imported' | 'found' | 'replaced';
  template: { slug: string; name: string; /** Where it is kept. */ file: string };
  /** What the template does not say, and what is made of it then. */
  warnings: InputProblem[];
}

export interface PipelineImport {
  kind: 'pipeline';
  /** `found`: a record of this content was imported before. */
  outcome: 'imported' | 'found';
  pipeline: ImportedPipelineRecord;
  /** What was put right, left out or not known, one sentence each. */
  notes: string[];
}

/** An imported pipeline in `status --json`: as a pipeline, where the record says as much. Times are ISO 8601. */
export interface StatusImported extends ImportedProgress {
  id: string;
  file: string;
  importedAt: string;
}
