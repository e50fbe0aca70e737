import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A pipeline file of the two control models and all templates, with a static analysis. @returns its path */
export function pipelineFile(
  folder: string,
  name: string,
  options: { replicates: number; configuration?: Record<string, unknown> },
): string {
  const { replicates, configuration = {} } = options;
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.assay.json`);
  const content = {
    name,
    models: ['builtin/baseline', 'builtin/flawed'],
    templates: ['expenses', 'links', 'notes'],
    stack: 'node-express',
    replicates,
    analysis: { services: { 'static-analyzer': { tools: ['eslint'] } } },
    configuration,
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}
