import { formatAppRef } from './app-ref.ts';
import type { ProgressRecord, RecordedCounters, RecordedResult } from './progress-record.ts';
import { sortTasks } from './task-sorting.ts';
import type { RecordedOutcome } from './task-sorting.ts';

/** What the parts of a stage have come to: `total` is the sum of the other three. */
export interface ImportedCounts {
  total: number;
  completed: number;
  failed: number;
  /** Not ended, or the record does not say how. */
  open: number;
}

export interface ImportedJob {
  model: string;
  template: string | null;
  status: RecordedOutcome;
  /** `model:number` in the system that it comes from: no app of this state folder. */
  app: string | null;
  error: { message: string } | null;
}

/** What the record says of itself, as it stands there; not used for anything. */
export interface RecordedStage {
  total: number | null;
  completed: number | null;
  failed: number | null;
  status: string | null;
}

/** The history of a pipeline that another system ran. Everything is derived from the record's lists. */
export interface ImportedProgress {
  name: string;
  /** What the record calls itself; null: nothing. */
  sourceId: string | null;
  status: string | null;
  generation: ImportedCounts & { jobs: ImportedJob[] };
  analysis: ImportedCounts & {
    mainTaskIds: string[];
    subtaskIds: string[];
    submittedApps: string[];
    retryableApps: string[];
  };
  recorded: { generation: RecordedStage; analysis: RecordedStage };
  /** What was put right, left out or not known, one sentence each. */
  notes: string[];
}

/** What a progress record means. */
export function importedProgress({ head, stages, tasks }: ProgressRecord): ImportedProgress {
  const notes: string[] = [];
  const { generation, analysis } = stages;
  const jobs = jobsOf(generation?.results ?? [], notes);
  const sorted = sortTasks(analysis ?? {}, tasks, notes);
  const sourceId = head.pipeline_id ?? head.id ?? null;
  const result: ImportedProgress = {
    name: head.name ?? sourceId ?? 'unnamed pipeline',
    sourceId,
    status: head.status ?? null,
    generation: { ...count(jobs.map((job) => job.status)), jobs },
    analysis: {
      ...count(sorted.outcomes),
      mainTaskIds: sorted.mainTaskIds,
      subtaskIds: sorted.subtaskIds,
      submittedApps: [...new Set([...(analysis?.submitted_apps ?? []), ...sorted.apps])],
      retryableApps: [...new Set(analysis?.retryable_apps ?? [])],
    },
    recorded: { generation: recordedStage(generation ?? {}), analysis: recordedStage(analysis ?? {}) },
    notes,
  };
  compare('generation', 'results', result.generation, result.recorded.generation, notes);
  compare('analysis', 'task lists', result.analysis, result.recorded.analysis, notes);
  return result;
}

type Sums = Omit<ImportedCounts, 'open'>;

/** What is left of a history whose record cannot be read: its sums, and the note that says why. */
export function lostProgress(name: string, generation: Sums, analysis: Sums, note: string): ImportedProgress {
  const counts = (sums: Sums) => ({ ...sums, open: sums.total - sums.completed - sums.failed });
  const lists = { mainTaskIds: [], subtaskIds: [], submittedApps: [], retryableApps: [] };
  return {
    name,
    sourceId: null,
    status: null,
    generation: { ...counts(generation), jobs: [] },
    analysis: { ...counts(analysis), ...lists },
    recorded: { generation: recordedStage({}), analysis: recordedStage({}) },
    notes: [note],
  };
}

function jobsOf(results: readonly RecordedResult[], notes: string[]): ImportedJob[] {
  const jobs = new Map<string, ImportedJob>();
  let twice = 0;
  for (const [index, result] of results.entries()) {
    const model = (result.model_slug ?? result.model)!;
    const template = result.template_slug ?? result.template ?? null;
    const number = result.app_number ?? null;
    const message = result.error || null;
    // Without a number nothing tells two results of one cell from one result that was written twice.
    const key = number === null ? String(index) : JSON.stringify([model, template, number]);
    if (jobs.has(key)) twice++;
    jobs.set(key, {
      model,
      template,
      status: outcomeOf(result),
      app: number === null ? null : formatAppRef({ model, number }),
      error: message === null ? null : { message },
    });
  }
  if (twice > 0) notes.push(`${twice} results are listed more than once; of each app the last one counts.`);
  return [...jobs.values()];
}

function outcomeOf({ success, error }: RecordedResult): RecordedOutcome {
  if (typeof success === 'boolean') return success ? 'completed' : 'failed';
  return error ? 'failed' : 'open';
}

function count(outcomes: readonly RecordedOutcome[]): ImportedCounts {
  const of = (outcome: RecordedOutcome) => outcomes.filter((one) => one === outcome).length;
  return { total: outcomes.length, completed: of('completed'), failed: of('failed'), open: of('open') };
}

function recordedStage(counters: Partial<RecordedCounters>): RecordedStage {
  return {
    total: counters.total ?? null,
    completed: counters.completed ?? null,
    failed: counters.failed ?? null,
    status: counters.status ?? null,
  };
}

/** The record's own counters are known to drift: its lists count. */
function compare(
  stage: string,
  lists: string,
  counted: ImportedCounts,
  recorded: RecordedStage,
  notes: string[],
): void {
  for (const name of ['total', 'completed', 'failed'] as const) {
    const claimed = recorded[name];
    if (claimed === null || claimed === counted[name]) continue;
    notes.push(
      `The record counts ${stage} ${name} ${claimed}; its ${lists} make ${counted[name]}, which is kept.`,
    );
  }
}
