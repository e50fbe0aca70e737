import { matches } from './app-filter.ts';
import type { AppFilter } from './app-filter.ts';
import type { AppNode, PipelineNode, SubtaskNode, ToolRunNode, TreeNode } from './nodes.ts';
import type { Engine } from '../../engine/engine-api.ts';
import { isTerminal } from '../../engine/domain/status.ts';
import type { AppRecord, PipelineRecord } from '../../engine/domain/records.ts';

/** Rows of apps loaded at a time. */
export const pageSize = 200;

/**
 * The tree's rows in memory. Each row is loaded from the engine once, when it is first looked at; the
 * same object stands for the same row as long as the store lives, so the editor keeps what is expanded.
 */
export class TreeStore {
  readonly engine: Engine;
  readonly #pipelines = new Map<number, PipelineNode>();
  readonly #apps = new Map<number, AppNode>();
  readonly #subtasks = new Map<number, SubtaskNode>();
  #roots: PipelineNode[] | null = null;
  filter: AppFilter;

  constructor(engine: Engine, filter: AppFilter) {
    this.engine = engine;
    this.filter = filter;
  }

  async children(node?: TreeNode): Promise<TreeNode[]> {
    switch (node?.kind) {
      case undefined:
        return this.roots();
      case 'pipeline': {
        const apps = node.apps ?? (await this.#loadApps(node));
        if (!node.hasMore) return apps;
        return [...apps, { kind: 'loadMore', id: `more/${node.record.id}`, shown: null, parent: node }];
      }
      case 'app':
        return node.subtasks ?? (await this.#loadSubtasks(node));
      case 'subtask':
        return node.toolRuns ?? (await this.loadToolRuns(node));
      case 'toolRun':
      case 'loadMore':
        return [];
    }
  }

  async roots(): Promise<PipelineNode[]> {
    this.#roots ??= (await this.engine.pipelines()).map((record, index) =>
      this.#pipelineNode(record, index === 0),
    );
    return this.#roots;
  }

  /** Only what was loaded already. */
  loadedPipeline = (id: number): PipelineNode | null => this.#pipelines.get(id) ?? null;
  loadedApp = (jobId: number): AppNode | null => this.#apps.get(jobId) ?? null;
  loadedSubtask = (id: number): SubtaskNode | null => this.#subtasks.get(id) ?? null;
  loadedPipelines = (): Iterable<PipelineNode> => this.#pipelines.values();
  loadedApps = (): Iterable<AppNode> => this.#apps.values();

  /** The pipeline's row, loading what is needed; null when there is no such pipeline. */
  async findPipeline(id: number): Promise<PipelineNode | null> {
    const known = (await this.roots()).find((node) => node.record.id === id);
    if (known) return known;
    this.#roots = null;
    return (await this.roots()).find((node) => node.record.id === id) ?? null;
  }

  /** The app's row, paging on until it is there; null when no filter or page shows it. */
  async findApp(jobId: number): Promise<AppNode | null> {
    const record = await this.engine.app(jobId);
    const pipeline = record && (await this.findPipeline(record.pipelineId));
    if (!pipeline) return null;
    for (;;) {
      const apps = pipeline.apps ?? (await this.#loadApps(pipeline));
      const found = apps.find((node) => node.record.jobId === jobId);
      if (found || !pipeline.hasMore) return found ?? null;
      this.showMore(pipeline);
    }
  }

  showMore(pipeline: PipelineNode): void {
    pipeline.limit += pageSize;
    pipeline.apps = null;
  }

  /** Everything is read again when it is next looked at. */
  forget(): void {
    this.#roots = null;
    for (const node of this.#pipelines.values()) node.apps = null;
    for (const node of this.#apps.values()) node.subtasks = null;
    for (const node of this.#subtasks.values()) node.toolRuns = null;
  }

  forgetRoots(): void {
    this.#roots = null;
  }

  /** The pipeline is deleted: none of its rows is loaded any more. */
  drop(pipelineId: number): void {
    this.#roots = null;
    this.#pipelines.delete(pipelineId);
    for (const [jobId, node] of this.#apps) {
      if (node.record.pipelineId === pipelineId) this.#apps.delete(jobId);
    }
    for (const [id, node] of this.#subtasks) {
      if (node.record.pipelineId === pipelineId) this.#subtasks.delete(id);
    }
  }

  #pipelineNode(record: PipelineRecord, newest: boolean): PipelineNode {
    const known = this.#pipelines.get(record.id);
    if (known) {
      known.record = record;
      return known;
    }
    const id = `pipeline/${record.id}`;
    const node: PipelineNode = {
      kind: 'pipeline',
      id,
      shown: null,
      record,
      startsOpen: newest || !isTerminal(record.status),
      apps: null,
      limit: pageSize,
      hasMore: false,
    };
    this.#pipelines.set(record.id, node);
    return node;
  }

  async #loadApps(pipeline: PipelineNode): Promise<AppNode[]> {
    const found: AppRecord[] = [];
    let offset = 0;
    let page: AppRecord[];
    do {
      page = await this.engine.apps(pipeline.record.id, { offset, limit: pageSize });
      offset += page.length;
      found.push(...page.filter((record) => matches(this.filter, record)));
    } while (page.length === pageSize && found.length <= pipeline.limit);
    pipeline.hasMore = found.length > pipeline.limit;
    pipeline.apps = found.slice(0, pipeline.limit).map((record) => this.#appNode(pipeline, record));
    return pipeline.apps;
  }

  #appNode(parent: PipelineNode, record: AppRecord): AppNode {
    const known = this.#apps.get(record.jobId);
    if (known) {
      known.record = record;
      return known;
    }
    const node: AppNode = {
      kind: 'app',
      id: `app/${record.jobId}`,
      shown: null,
      parent,
      record,
      subtasks: null,
    };
    this.#apps.set(record.jobId, node);
    return node;
  }

  async #loadSubtasks(app: AppNode): Promise<SubtaskNode[]> {
    if (app.record.mainTaskId === null) return [];
    const records = await this.engine.subtasks(app.record.mainTaskId);
    app.subtasks = records.map((record) => {
      const known = this.#subtasks.get(record.id);
      if (known) {
        known.record = record;
        return known;
      }
      const node: SubtaskNode = {
        kind: 'subtask',
        id: `subtask/${record.id}`,
        shown: null,
        parent: app,
        record,
        toolRuns: null,
      };
      this.#subtasks.set(record.id, node);
      return node;
    });
    return app.subtasks;
  }

  /** @returns the rows; those that were there before are the same objects with new records */
  async loadToolRuns(subtask: SubtaskNode): Promise<ToolRunNode[]> {
    const known = new Map(subtask.toolRuns?.map((node) => [node.record.tool, node]));
    const records = await this.engine.toolRuns(subtask.record.id);
    subtask.toolRuns = records.map((record) => {
      const node = known.get(record.tool);
      if (node) {
        node.record = record;
        return node;
      }
      const id = `toolRun/${subtask.record.id}/${record.tool}`;
      return { kind: 'toolRun', id, shown: null, parent: subtask, record };
    });
    return subtask.toolRuns;
  }
}
