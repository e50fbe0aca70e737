import pc from 'picocolors';
import { formatProblem } from '../engine/domain/errors.ts';
import type { InputProblem } from '../engine/domain/errors.ts';
import type { ImportOutcome, PipelineImport, TemplateImport } from '../engine/domain/import-records.ts';

/** What became of one file, as `assay import --json` prints it. */
export type ImportVerdict = { file: string } & (
  ImportOutcome | { outcome: 'refused'; problems: readonly InputProblem[] }
);

/** The same for people. */
export function verdictLines(verdict: ImportVerdict): string[] {
  if (verdict.outcome === 'refused') {
    return verdict.problems.map((problem) => `${pc.red('✗')} ${formatProblem(problem)}`);
  }
  const [first, notes] =
    verdict.kind === 'pipeline'
      ? [pipelineLine(verdict), verdict.notes]
      : [templateLine(verdict), verdict.warnings.map(formatProblem)];
  return [`${pc.green('✓')} ${verdict.file}: ${first}`, ...notes.map((note) => `  ${pc.dim('·')} ${note}`)];
}

function pipelineLine({ pipeline, outcome }: PipelineImport): string {
  const { generation, analysis } = pipeline;
  const how = outcome === 'found' ? `was imported before, from ${pipeline.file}` : 'imported';
  return (
    `${pc.bold(pipeline.name)} ${how} (${pipeline.id}): ` +
    `${generation.completed}/${generation.total} generated, ${analysis.completed}/${analysis.total} analysed`
  );
}

const templateOutcomes = {
  imported: 'imported as the template',
  found: 'is there already, as the template',
  replaced: 'replaces what was the template',
} as const;

function templateLine({ template, outcome }: TemplateImport): string {
  return `${pc.bold(template.name)} ${templateOutcomes[outcome]} "${template.slug}"`;
}
