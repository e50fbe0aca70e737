import { formatAppRef } from './app-ref.ts';
import type { RecordedTask } from './progress-record.ts';

/** `open`: not ended, or the record does not say how. */
export type RecordedOutcome = 'completed' | 'failed' | 'open';

export interface SortedTasks {
  mainTaskIds: string[];
  subtaskIds: string[];
  /** Of each main task, in the same order. */
  outcomes: RecordedOutcome[];
  /** `model:number` of the main tasks that name their app. */
  apps: string[];
}

interface TaskLists {
  main_task_ids?: string[] | null | undefined;
  subtask_ids?: string[] | null | undefined;
  task_ids?: string[] | null | undefined;
}

/**
 * Tells main tasks from subtasks. A record that lists main tasks is believed, and all else is a subtask. Older ones
 * have only `task_ids`: there, what has no parent is a main task.
 */
export function sortTasks(lists: TaskLists, recorded: readonly RecordedTask[], notes: string[]): SortedTasks {
  const tasks = new Map(recorded.map((task) => [task.key, task]));
  const listed = new Set(lists.main_task_ids ?? []);
  const subtasks = new Set(lists.subtask_ids ?? []);
  const all = new Set([...listed, ...subtasks, ...(lists.task_ids ?? []), ...tasks.keys()]);
  const isMain = (id: string): boolean => {
    if (listed.size > 0) return listed.has(id);
    const task = tasks.get(id);
    return !(task ? hasParent(task) : subtasks.has(id));
  };
  const mainTaskIds = [...all].filter(isMain);
  if (listed.size === 0) {
    const unknown = mainTaskIds.filter((id) => !tasks.has(id)).length;
    if (unknown > 0) notes.push(`${unknown} tasks say nothing of a parent; each counts as a main task.`);
  }
  const outcomes = mainTaskIds.map((id) => outcomeOf(tasks.get(id)?.status));
  const open = outcomes.filter((outcome) => outcome === 'open').length;
  if (open > 0) notes.push(`How ${open} main tasks ended is not in the record; they count as open.`);
  return {
    mainTaskIds,
    subtaskIds: [...all].filter((id) => !isMain(id)),
    outcomes,
    apps: mainTaskIds.flatMap((id) => appOf(tasks.get(id))),
  };
}

function hasParent(task: RecordedTask): boolean {
  if (typeof task.is_main_task === 'boolean') return !task.is_main_task;
  const parent = task.parent_task_id || task.parent;
  return Boolean(parent) && parent !== task.key;
}

function outcomeOf(status: string | null | undefined): RecordedOutcome {
  switch (status?.toLowerCase()) {
    case 'completed':
    case 'partial_success':
      return 'completed';
    case 'failed':
    case 'cancelled':
      return 'failed';
    case undefined:
    default:
      return 'open';
  }
}

function appOf(task: RecordedTask | undefined): string[] {
  if (!task?.target_model || !task.target_app_number) return [];
  return [formatAppRef({ model: task.target_model, number: task.target_app_number })];
}
