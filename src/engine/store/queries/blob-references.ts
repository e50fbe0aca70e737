import { importedId } from './imported-pipelines.ts';
import type { Reader } from '../store.ts';

/** Every column that names a blob. What none of them names is nobody's, and is removed. */
export const blobColumns = [
  { table: 'revisions', column: 'manifest_blob', what: 'revision' },
  { table: 'revisions', column: 'ground_truth_blob', what: 'revision' },
  { table: 'answers', column: 'request_blob', what: 'answer' },
  { table: 'answers', column: 'answer_blob', what: 'answer' },
  { table: 'tool_runs', column: 'result_blob', what: 'tool run' },
] as const;

/** So that memory stays small however much is stored. */
const rowsAtOnce = 2_000;

/** Runs one query; between two of them rows may come and go. */
type Read = <T>(query: (db: Reader) => Promise<T>) => Promise<T>;

/** Every mention of a blob, with the row that needs it, as in `tool run 12`. */
export async function* blobReferences(read: Read): AsyncGenerator<{ hash: string; row: string }> {
  for (const { table, column, what } of blobColumns) {
    for (let after = 0; ;) {
      const rows = await read((db) =>
        db
          .selectFrom(table)
          .select(['id', `${column} as hash`])
          .where('id', '>', after)
          .orderBy('id')
          .limit(rowsAtOnce)
          .execute(),
      );
      for (const { id, hash } of rows) if (hash !== null) yield { hash, row: `${what} ${id}` };
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
  }
  const imported = await read((db) =>
    db
      .selectFrom('imported_pipelines')
      .select(['content_hash', 'record_blob'])
      .orderBy('content_hash')
      .execute(),
  );
  for (const row of imported) yield { hash: row.record_blob, row: importedId(row.content_hash) };
}
