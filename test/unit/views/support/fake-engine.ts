import { Emitter } from '../../../../src/engine/domain/event.ts';
import type {
  Activity,
  AppRecord,
  EngineChange,
  PipelineRecord,
  SubtaskRecord,
  ToolRunRecord,
} from '../../../../src/engine/domain/records.ts';
import type { Engine, Page } from '../../../../src/engine/engine-api.ts';

type Queries = Pick<
  Engine,
  | 'pipelines'
  | 'pipeline'
  | 'apps'
  | 'app'
  | 'subtasks'
  | 'subtask'
  | 'toolRuns'
  | 'activities'
  | 'onDidChange'
>;

/** The queries that the tree makes, over records that a test lays down; counts what it is asked. */
export class FakeEngine implements Queries {
  readonly pipelineRecords: PipelineRecord[] = [];
  readonly appRecords: AppRecord[] = [];
  readonly subtaskRecords: SubtaskRecord[] = [];
  readonly toolRunRecords: ToolRunRecord[] = [];
  readonly running: Activity[] = [];
  readonly changes = new Emitter<EngineChange>((error) => {
    throw error;
  });
  readonly onDidChange = this.changes.event;
  queries = 0;

  async pipelines(): Promise<PipelineRecord[]> {
    this.queries++;
    return [...this.pipelineRecords].reverse();
  }

  async pipeline(id: number): Promise<PipelineRecord | null> {
    this.queries++;
    return this.pipelineRecords.find((record) => record.id === id) ?? null;
  }

  async apps(pipelineId: number, { offset, limit }: Page): Promise<AppRecord[]> {
    this.queries++;
    return this.appRecords.filter((record) => record.pipelineId === pipelineId).slice(offset, offset + limit);
  }

  async app(jobId: number): Promise<AppRecord | null> {
    this.queries++;
    return this.appRecords.find((record) => record.jobId === jobId) ?? null;
  }

  async subtasks(mainTaskId: number): Promise<SubtaskRecord[]> {
    this.queries++;
    return this.subtaskRecords.filter((record) => record.mainTaskId === mainTaskId);
  }

  async subtask(id: number): Promise<SubtaskRecord | null> {
    this.queries++;
    return this.subtaskRecords.find((record) => record.id === id) ?? null;
  }

  async toolRuns(subtaskId: number): Promise<ToolRunRecord[]> {
    this.queries++;
    return this.toolRunRecords.filter((record) => record.subtaskId === subtaskId);
  }

  activities(): Activity[] {
    return this.running;
  }

  /** As the engine that the tree takes: what it does not query is not there. */
  asEngine(): Engine {
    return this as unknown as Engine;
  }
}
