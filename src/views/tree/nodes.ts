import type { AppRecord, PipelineRecord, SubtaskRecord, ToolRunRecord } from '../../engine/domain/records.ts';

interface NodeBase {
  /** From database keys, so that it stays the same whatever happens to the row. */
  readonly id: string;
  /** What the row last looked like; a change that does not show is not fired. */
  shown: string | null;
}

export interface PipelineNode extends NodeBase {
  readonly kind: 'pipeline';
  record: PipelineRecord;
  /** It was unfinished, or the newest, when first seen. Fixed, so that a row does not close when its pipeline ends. */
  readonly startsOpen: boolean;
  /** null: not loaded. */
  apps: AppNode[] | null;
  /** How many rows of apps a person asked to see. */
  limit: number;
  /** There are more apps than those loaded. */
  hasMore: boolean;
}

export interface AppNode extends NodeBase {
  readonly kind: 'app';
  readonly parent: PipelineNode;
  record: AppRecord;
  subtasks: SubtaskNode[] | null;
}

export interface SubtaskNode extends NodeBase {
  readonly kind: 'subtask';
  readonly parent: AppNode;
  record: SubtaskRecord;
  toolRuns: ToolRunNode[] | null;
}

export interface ToolRunNode extends NodeBase {
  readonly kind: 'toolRun';
  readonly parent: SubtaskNode;
  record: ToolRunRecord;
}

export interface LoadMoreNode extends NodeBase {
  readonly kind: 'loadMore';
  readonly parent: PipelineNode;
}

export type TreeNode = PipelineNode | AppNode | SubtaskNode | ToolRunNode | LoadMoreNode;

/** What a command was called on may be anything: only our own nodes count. */
export function isTreeNode(value: unknown): value is TreeNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    ['pipeline', 'app', 'subtask', 'toolRun', 'loadMore'].includes(String(value.kind)) &&
    'shown' in value
  );
}
