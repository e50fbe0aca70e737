import { AssayError } from '../../domain/errors.ts';
import { importedProgress } from '../../domain/imported-progress.ts';
import { readJsonDocument } from '../../domain/json-document.ts';
import { readProgressRecord } from '../../domain/progress-record.ts';
import { BlobStore } from '../blobs.ts';
import { importedId, importedRecord, listImportedRows } from '../queries/imported-pipelines.ts';
import type { ImportedPipelineRow } from '../schema.ts';
import type { StateFolder } from '../state-folder.ts';
import type { Reader } from '../store.ts';
import type { Findings } from './findings.ts';

/** Imported history can be read, and its sums are what its lists make. */
export async function checkImports(folder: StateFolder, db: Reader, findings: Findings): Promise<void> {
  findings.enter('imports');
  const blobs = new BlobStore(folder.blobs);
  for (const row of await listImportedRows(db)) {
    const where = importedId(row.content_hash);
    try {
      const text = (await blobs.get(row.record_blob)).toString('utf8');
      const derived = importedProgress(readProgressRecord(readJsonDocument(row.file, text)));
      for (const stage of ['generation', 'analysis'] as const) compare(row, stage, derived[stage], findings);
    } catch (error) {
      findings.problem(
        where,
        `Its record cannot be read: ${AssayError.from(error).message}`,
        'Its history is shown without its tasks and apps; import the file again from where it came.',
      );
    }
  }
}

function compare(
  row: ImportedPipelineRow,
  stage: 'generation' | 'analysis',
  derived: { total: number; completed: number; failed: number },
  findings: Findings,
): void {
  const stored = importedRecord(row)[stage];
  for (const sum of ['total', 'completed', 'failed'] as const) {
    if (stored[sum] === derived[sum]) continue;
    findings.problem(
      importedId(row.content_hash),
      `Its sum ${stage} ${sum} is ${stored[sum]}, its record makes ${derived[sum]}.`,
      'Its progress is shown wrongly.',
    );
  }
}
