import { InputError } from '../domain/errors.ts';
import { readJsonDocument } from '../domain/json-document.ts';
import type { ImportOutcome } from '../domain/import-records.ts';
import type { ImportKind, ImportParts } from './import-kind.ts';
import { pipelineRecords } from './pipeline-records.ts';

const kinds: readonly ImportKind[] = [pipelineRecords];

/**
 * Imports one file, of whatever kind it is.
 * @param file its name, for messages and as its origin
 * @throws InputError at the place of what is wrong with it, or when it is of no kind that is known
 */
export async function importDocument(parts: ImportParts, file: string, text: string): Promise<ImportOutcome> {
  const document = readJsonDocument(file, text);
  const kind = kinds.find((candidate) => candidate.recognises(document.value));
  if (kind) return kind.import(parts, document);
  throw InputError.of(
    file,
    `is nothing that can be imported: expected ${kinds.map((one) => one.expected).join('; or ')}`,
  );
}
