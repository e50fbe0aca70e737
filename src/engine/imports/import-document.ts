import { InputError } from '../domain/errors.ts';
import { readJsonDocument } from '../domain/json-document.ts';
import type { ImportOutcome } from '../domain/import-records.ts';
import { maxTemplateBytes } from '../domain/template.ts';
import type { ImportKind, ImportParts } from './import-kind.ts';
import { outerFields } from './outer-fields.ts';
import { pipelineRecords } from './pipeline-records.ts';
import { templates } from './templates.ts';

const kinds: readonly ImportKind[] = [pipelineRecords, templates];
/**
 * Imports one file, of whatever kind it is.
 * @param file its name, for messages and as its origin
 * @throws InputError at the place of what is wrong with it, or when it is of no kind that is known
 */
export async function importDocument(parts: ImportParts, file: string, text: string): Promise<ImportOutcome> {
  if (Buffer.byteLength(text) > maxTemplateBytes && !mayBeLarge(text)) {
    throw InputError.of(file, 'is larger than 1 MB, and no pipeline record; no template may be so large');
  }
  const document = readJsonDocument(file, text);
  const kind = kinds.find((candidate) => candidate.recognises(document.value));
  if (kind) return kind.import(parts, document);
  throw InputError.of(
    file,
    `is nothing that can be imported: expected ${kinds.map((one) => one.expected).join('; or ')}`,
  );
}

/** Told from the names of its fields only: what is refused for its size is never read. */
function mayBeLarge(text: string): boolean {
  const names = new Set(kinds.flatMap(({ largeWith }) => largeWith ?? []));
  for (const name of outerFields(text)) if (names.has(name)) return true;
  return false;
}
