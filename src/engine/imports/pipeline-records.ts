import { AssayError } from '../domain/errors.ts';
import { importedProgress, lostProgress } from '../domain/imported-progress.ts';
import type { ImportedProgress } from '../domain/imported-progress.ts';
import { readJsonDocument } from '../domain/json-document.ts';
import type { JsonDocument } from '../domain/json-document.ts';
import { looksLikeProgressRecord, readProgressRecord } from '../domain/progress-record.ts';
import type { StatusImported } from '../domain/import-records.ts';
import type { BlobStore } from '../store/blobs.ts';
import { findImportedRow, importedRecord, listImportedRows } from '../store/queries/imported-pipelines.ts';
import type { ImportedPipelineRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { insertImportedPipeline } from '../store/transitions/import-pipeline.ts';
import { contentHash } from './content-hash.ts';
import type { ImportKind } from './import-kind.ts';

const read = (document: JsonDocument): ImportedProgress => importedProgress(readProgressRecord(document));

/** The progress records of the research platform that Assay follows: kept as history, never worked on. */
export const pipelineRecords: ImportKind = {
  expected:
    'a pipeline record: an object with "progress", which holds "generation" or "analysis", or with these at its top',

  largeWith: ['progress', 'generation', 'analysis'],

  recognises: looksLikeProgressRecord,

  async import({ store, blobs, now }, document) {
    const { name, generation, analysis, notes } = read(document);
    const hash = contentHash(document.value);
    const known = await store.read((db) => findImportedRow(db, hash));
    if (known) return { kind: 'pipeline', outcome: 'found', pipeline: importedRecord(known), notes };
    // Nobody may collect the blob before the row refers to it.
    return blobs.use(async () => {
      const row = {
        content_hash: hash,
        name,
        file: document.file,
        record_blob: await blobs.put(document.text),
        imported_at: now(),
        generation_total: generation.total,
        generation_completed: generation.completed,
        generation_failed: generation.failed,
        analysis_total: analysis.total,
        analysis_completed: analysis.completed,
        analysis_failed: analysis.failed,
      };
      // Somebody may have imported it meanwhile.
      const other = await store.write((tx) => insertImportedPipeline(tx, row));
      const outcome = other ? 'found' : 'imported';
      return { kind: 'pipeline', outcome, pipeline: importedRecord(other ?? row), notes };
    });
  },
};

/** Everything of all imported pipelines, newest first, as `status --json` prints it. */
export async function readImportedStatus(
  store: Pick<Store, 'read'>,
  blobs: BlobStore,
): Promise<StatusImported[]> {
  const rows = await store.read(listImportedRows);
  const imported: StatusImported[] = [];
  for (const row of rows) {
    const { id, importedAt } = importedRecord(row);
    const progress = await readProgress(row, blobs);
    imported.push({ id, file: row.file, importedAt: new Date(importedAt).toISOString(), ...progress });
  }
  return imported;
}

/** A record that was lost hides nothing else: of it, the sums are left. */
async function readProgress(row: ImportedPipelineRow, blobs: BlobStore): Promise<ImportedProgress> {
  try {
    return read(readJsonDocument(row.file, (await blobs.get(row.record_blob)).toString('utf8')));
  } catch (error) {
    const { name, generation, analysis } = importedRecord(row);
    return lostProgress(name, generation, analysis, `Its record is lost: ${AssayError.from(error).message}`);
  }
}
