import type { EngineChange } from './domain/records.ts';
import type { StoreChange } from './store/changes.ts';

/** What the store's changed rows mean to those who watch the engine. */
export function engineChange(change: StoreChange): EngineChange {
  const ids = (table: 'pipelines' | 'jobs' | 'main_tasks' | 'subtasks') =>
    change.rows.get(table) ?? new Set<number>();
  return {
    pipelines: ids('pipelines'),
    jobs: ids('jobs'),
    mainTasks: ids('main_tasks'),
    subtasks: ids('subtasks'),
    reset: change.reset,
  };
}
