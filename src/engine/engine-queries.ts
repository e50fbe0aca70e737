import { readToolRunDetail } from './analysis/tool-run-detail.ts';
import { parseAppRef } from './domain/app-ref.ts';
import { commonCapabilities } from './domain/capabilities.ts';
import type { Capabilities } from './domain/capabilities.ts';
import type { ImportedPipelineRecord } from './domain/import-records.ts';
import type {
  AnswerRecord,
  AppRecord,
  AttemptRecord,
  MatrixRecord,
  PipelineRecord,
  SubtaskRecord,
  ToolRunDetail,
  ToolRunRecord,
} from './domain/records.ts';
import type { StatusDocument } from './domain/status-document.ts';
import type { RemarkRecord } from './domain/remarks.ts';
import { isTerminal } from './domain/status.ts';
import type { Page } from './engine-api.ts';
import { readAnswerContent } from './generation/answer-record.ts';
import { readImportedStatus } from './imports/pipeline-records.ts';
import type { BlobStore } from './store/blobs.ts';
import { listAnswers } from './store/queries/answers.ts';
import { findApp, listApps } from './store/queries/apps.ts';
import { importedRecord, listImportedRows } from './store/queries/imported-pipelines.ts';
import { readMatrix } from './store/queries/matrix.ts';
import { findPipeline, listPipelines } from './store/queries/pipelines.ts';
import { listRemarks } from './store/queries/remarks.ts';
import { findStartable } from './store/queries/startable-app.ts';
import { readStatus } from './store/queries/status.ts';
import {
  findSubtask,
  findToolRun,
  listAttempts,
  listSubtasks,
  listToolRuns,
} from './store/queries/subtasks.ts';
import { waitsHere, withWaitingMessage } from './store/queries/waiting.ts';
import type { ExplainWait } from './store/queries/waiting.ts';
import type { Reader, Store } from './store/store.ts';

/** What can be asked: the live store, or a copy of what it holds. */
type Readable = Pick<Store, 'read' | 'folder' | 'trouble'>;

/** The engine's questions to the store; see `Engine` for what each answers. */
export class EngineQueries<S extends Readable = Store> {
  protected readonly store: S;
  protected readonly blobs: BlobStore;
  readonly #capabilities: Capabilities;

  /** @param capabilities of the process that would run what is pending */
  constructor(store: S, blobs: BlobStore, capabilities: Capabilities = commonCapabilities) {
    this.store = store;
    this.blobs = blobs;
    this.#capabilities = capabilities;
  }

  async pipelines(): Promise<PipelineRecord[]> {
    return this.store.read(async (db) => {
      const records: PipelineRecord[] = [];
      for (const record of await listPipelines(db)) records.push(await this.#withMessage(db, record));
      return records;
    });
  }
  async pipeline(id: number): Promise<PipelineRecord | null> {
    return this.store.read(async (db) => {
      const record = await findPipeline(db, id);
      return record && this.#withMessage(db, record);
    });
  }

  /** What is unfinished and waits says why: nothing can be stored, or this process cannot do it. */
  async #withMessage(db: Reader, record: PipelineRecord): Promise<PipelineRecord> {
    const { trouble } = this.store;
    if (trouble && !isTerminal(record.status)) return { ...record, message: trouble.message };
    return withWaitingMessage(db, record, this.#capabilities);
  }
  #explain(db: Reader): Promise<ExplainWait> {
    return waitsHere(db, this.#capabilities, Date.now());
  }
  apps(pipelineId: number, page: Page): Promise<AppRecord[]> {
    const { root } = this.store.folder;
    return this.store.read(async (db) => listApps(db, root, pipelineId, page, await this.#explain(db)));
  }
  app(jobId: number): Promise<AppRecord | null> {
    const { root } = this.store.folder;
    return this.store.read(async (db) => findApp(db, root, jobId, await this.#explain(db)));
  }
  async appNamed(name: string): Promise<AppRecord | null> {
    const ref = parseAppRef(name);
    const found = ref && (await this.store.read((db) => findStartable(db, ref)));
    return found && this.app(found.jobId);
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
  async answers(jobId: number): Promise<AnswerRecord[]> {
    const rows = await this.store.read((db) => listAnswers(db, jobId));
    return Promise.all(
      rows.map(async ({ requestBlob, answerBlob, ...row }) => {
        const [request, answer] = await Promise.all([
          this.blobs.get(requestBlob),
          this.blobs.get(answerBlob),
        ]);
        return { ...row, ...readAnswerContent(request, answer, answerBlob) };
      }),
    );
  }
  remarks(jobId: number): Promise<RemarkRecord[]> {
    return this.store.read((db) => listRemarks(db, { jobId }));
  }
  matrix(pipelineId: number): Promise<MatrixRecord | null> {
    const { root } = this.store.folder;
    return this.store.read(async (db) => readMatrix(db, root, pipelineId, await this.#explain(db)));
  }
  async status(pipelineId: number | null): Promise<StatusDocument> {
    const { pipelines } = await this.store.read(async (db) =>
      readStatus(db, pipelineId, await this.#explain(db)),
    );
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
