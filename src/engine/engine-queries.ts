import { readToolRunDetail } from './analysis/tool-run-detail.ts';
import type { ImportedPipelineRecord } from './domain/import-records.ts';
import type {
  AppRecord,
  AttemptRecord,
  MatrixRecord,
  PipelineRecord,
  StatusDocument,
  SubtaskRecord,
  ToolRunDetail,
  ToolRunRecord,
} from './domain/records.ts';
import { isTerminal } from './domain/status.ts';
import type { Page } from './engine-api.ts';
import { readImportedStatus } from './imports/pipeline-records.ts';
import type { BlobStore } from './store/blobs.ts';
import { findApp, listApps } from './store/queries/apps.ts';
import { importedRecord, listImportedRows } from './store/queries/imported-pipelines.ts';
import { readMatrix } from './store/queries/matrix.ts';
import { findPipeline, listPipelines } from './store/queries/pipelines.ts';
import { readStatus } from './store/queries/status.ts';
import {
  findSubtask,
  findToolRun,
  listAttempts,
  listSubtasks,
  listToolRuns,
} from './store/queries/subtasks.ts';
import type { Store } from './store/store.ts';

/** The engine's questions to the store; see `Engine` for what each answers. */
export class EngineQueries {
  protected readonly store: Store;
  protected readonly blobs: BlobStore;

  constructor(store: Store, blobs: BlobStore) {
    this.store = store;
    this.blobs = blobs;
  }

  async pipelines(): Promise<PipelineRecord[]> {
    return (await this.store.read(listPipelines)).map((record) => this.#withTrouble(record));
  }
  async pipeline(id: number): Promise<PipelineRecord | null> {
    const record = await this.store.read((db) => findPipeline(db, id));
    return record && this.#withTrouble(record);
  }

  /** While nothing can be stored, what is unfinished waits, and says why. */
  #withTrouble(record: PipelineRecord): PipelineRecord {
    const { trouble } = this.store;
    if (!trouble || isTerminal(record.status)) return record;
    return { ...record, message: trouble.message };
  }
  apps(pipelineId: number, page: Page): Promise<AppRecord[]> {
    return this.store.read((db) => listApps(db, this.store.folder.root, pipelineId, page));
  }
  app(jobId: number): Promise<AppRecord | null> {
    return this.store.read((db) => findApp(db, this.store.folder.root, jobId));
  }
  subtasks(mainTaskId: number): Promise<SubtaskRecord[]> {
    return this.store.read((db) => listSubtasks(db, mainTaskId));
  }
  subtask(id: number): Promise<SubtaskRecord | null> {
    return this.store.read((db) => findSubtask(db, id));
  }
  toolRuns(subtaskId: number): Promise<ToolRunRecord[]> {
    return this.store.read((db) => listToolRuns(db, subtaskId));
  }
  attempts(of: { kind: 'job' | 'subtask'; id: number }): Promise<AttemptRecord[]> {
    return this.store.read((db) => listAttempts(db, of));
  }
  matrix(pipelineId: number): Promise<MatrixRecord | null> {
    return this.store.read((db) => readMatrix(db, this.store.folder.root, pipelineId));
  }
  async status(pipelineId: number | null): Promise<StatusDocument> {
    const { pipelines } = await this.store.read((db) => readStatus(db, pipelineId));
    const imported = pipelineId === null ? await readImportedStatus(this.store, this.blobs) : [];
    return { pipelines, imported };
  }
  async imported(): Promise<ImportedPipelineRecord[]> {
    return (await this.store.read(listImportedRows)).map(importedRecord);
  }

  async toolRunDetail(toolRunId: number): Promise<ToolRunDetail | null> {
    const found = await this.store.read((db) => findToolRun(db, toolRunId));
    if (!found) return null;
    const { record, app, service, resultBlob } = found;
    return { ...record, app, service, ...readToolRunDetail(await this.blobs.get(resultBlob)) };
  }
}
