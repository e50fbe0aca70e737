import pc from 'picocolors';
import type { ImportedPipelineRecord } from '../engine/domain/import-records.ts';

/** History beside our own pipelines, a line each; empty when there is none. */
export function importedLines(imported: readonly ImportedPipelineRecord[]): string {
  return imported.map((record) => `${importedLine(record)}\n`).join('');
}

function importedLine({ id, name, file, generation, analysis }: ImportedPipelineRecord): string {
  return (
    `${pc.bold(name)} ${id} is history, imported from ${file} and never retried: ` +
    `${generation.completed}/${generation.total} generated, ${analysis.completed}/${analysis.total} analysed`
  );
}
