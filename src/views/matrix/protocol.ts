/**
 * What the matrix panel and the extension say to each other. Plain data; every text is ready to be
 * shown, in the editor's language, and is shown as text only.
 */
import type { Severity } from '../../engine/domain/severity.ts';
import type { Tone } from '../state.ts';

export interface FiguresView {
  /** null: not measured. `share` is of what was asked, 0 to 1. */
  endpoints: { share: number; text: string; percent: string } | null;
  /** null: not measured; empty: none found. `short`: as in `H 2`, where there is little room. */
  findings: { severity: Severity; short: string; text: string }[] | null;
  /** null: not measured. `share` is of the slowest cell, 0 to 1. */
  latency: { share: number; text: string } | null;
}

export interface CellView extends FiguresView {
  jobId: number;
  /** As in `builtin/baseline:1`; the model before it has a number. */
  name: string;
  template: string;
  tone: Tone;
  word: string;
  /** What is being done now; null: nothing. */
  step: string | null;
  /** Why something is missing; null: nothing is. */
  note: string | null;
  canRetry: boolean;
  hasSource: boolean;
}

export interface SummaryView extends FiguresView {
  /** How many of its apps stand behind the figures. */
  basis: string;
}

export interface ColumnView extends SummaryView {
  model: string;
  /** In which figures no other model is better. Empty while there is nothing to compare. */
  best: ('endpoints' | 'findings' | 'latency')[];
  /** It is first in more figures than any other. */
  leads: boolean;
}

export interface RowView {
  key: string;
  title: string;
  /** As in `replicate 2`; null: there is one only. */
  subtitle: string | null;
  /** One a column; null: there is no such app. */
  cells: (CellView | null)[];
  summary: SummaryView;
}

export interface MatrixView {
  pipelineId: number;
  title: string;
  tone: Tone;
  word: string;
  progress: { share: number; text: string };
  /** Why it is paused or waits. */
  note: string | null;
  columns: ColumnView[];
  rows: RowView[];
  hiddenRows: number;
  labels: MatrixLabels;
}

/** The panel's fixed texts. */
export interface MatrixLabels {
  grid: string;
  template: string;
  allModels: string;
  allTemplates: string;
  endpoints: string;
  findings: string;
  latency: string;
  notMeasured: string;
  noFindings: string;
  best: string;
  moreRows: string;
  openSource: string;
  reveal: string;
  retry: string;
  hint: string;
}

export type ToPanel =
  | { type: 'matrix'; view: MatrixView }
  /** The pipeline is not there any more; `text` says so. */
  | { type: 'gone'; text: string };

export type FromPanel =
  | { type: 'ready' }
  | { type: 'moreRows' }
  | { type: 'reveal'; jobId: number }
  | { type: 'openSource'; jobId: number }
  | { type: 'retry'; jobId: number };

/** A message from the panel, checked; null: not one of ours. */
export function readFromPanel(value: unknown): FromPanel | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  switch (value.type) {
    case 'ready':
    case 'moreRows':
      return { type: value.type };
    case 'reveal':
    case 'openSource':
    case 'retry': {
      const jobId = 'jobId' in value ? value.jobId : null;
      return typeof jobId === 'number' && Number.isSafeInteger(jobId) && jobId > 0
        ? { type: value.type, jobId }
        : null;
    }
    default:
      return null;
  }
}
