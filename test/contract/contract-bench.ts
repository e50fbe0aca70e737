import type { PipelineDefinition } from '../../src/engine/domain/pipeline-file.ts';
import { findPipeline } from '../../src/engine/store/queries/pipelines.ts';
import type { ContractStore, StoreSource } from './contract-store.ts';
import { StoreDriver } from './store-driver.ts';

type Table = 'pipelines' | 'jobs' | 'main_tasks' | 'subtasks' | 'attempts';

/** A store for each test of the calling suite, and what the contract's tests do and ask again and again. */
export interface ContractBench {
  readonly store: ContractStore;
  readonly driver: StoreDriver;
  /** Makes a pipeline with one job, unless told otherwise, and starts it. @returns its id */
  start(definition?: Partial<PipelineDefinition>): Promise<number>;
  /** In the order of the ids. */
  ids(table: Table): Promise<number[]>;
  statuses(table: Table): Promise<string[]>;
  pipeline(id: number): ReturnType<typeof findPipeline>;
}

export function contractBench(source: StoreSource): ContractBench {
  const open = source();
  let store: ContractStore;
  let driver: StoreDriver;
  beforeEach(async () => {
    store = await open();
    driver = new StoreDriver(store);
  });
  const rows = (table: Table) =>
    store.read((db) => db.selectFrom(table).select(['id', 'status']).orderBy('id').execute());
  return {
    get store() {
      return store;
    },
    get driver() {
      return driver;
    },
    start: async (definition = {}) => {
      const id = await driver.createPipeline({
        models: ['builtin/baseline'],
        templates: ['a'],
        ...definition,
      });
      await driver.startPipeline(id);
      return id;
    },
    ids: async (table) => (await rows(table)).map((row) => row.id),
    statuses: async (table) => (await rows(table)).map((row) => row.status),
    pipeline: (id) => store.read((db) => findPipeline(db, id)),
  };
}
