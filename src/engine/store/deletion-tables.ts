export interface DeletionTables {
  deletions: DeletionTable;
  removals: RemovalTable;
}

/** A pipeline that was deleted. The row stays: it tells what is gone from what never was. */
interface DeletionTable {
  pipeline_id: number;
  deleted_at: number;
  /** 1 until the blobs that nothing refers to any more are removed. */
  blobs_left: number;
}

/** What deleted pipelines have left in the state folder, until it is removed. */
interface RemovalTable {
  /** A folder, relative to the state folder, with `/`. */
  path: string;
}
