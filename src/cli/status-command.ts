import pc from 'picocolors';
import { InputError } from '../engine/domain/errors.ts';
import { importedLines } from './imported-lines.ts';
import { openExistingView } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';
import { printJson } from './print-json.ts';
import { resultTable } from './result-table.ts';
import { watchPipelines } from './watch-pipelines.ts';

export interface StatusOptions extends CommonOptions {
  json?: boolean;
  watch?: boolean;
}

/** `assay status [PIPELINE] [--watch]`. @returns the exit status */
export async function statusCommand(pipelineId: number | null, options: StatusOptions): Promise<number> {
  const engine = await openExistingView(options);
  try {
    const pipelines = (await engine.pipelines()).filter(
      (pipeline) => pipelineId === null || pipeline.id === pipelineId,
    );
    if (pipelineId !== null && pipelines.length === 0) {
      throw InputError.of(String(pipelineId), 'there is no such pipeline in this state folder');
    }
    if (options.watch) return await watchPipelines(engine, pipelineId, options.json ?? false);
    if (options.json) {
      printJson(await engine.status(pipelineId));
      return 0;
    }
    if (pipelines.length === 0) process.stdout.write('No pipeline has run in this state folder yet.\n');
    for (const pipeline of pipelines) {
      const { generation, analysis, message } = pipeline;
      process.stdout.write(
        `${pc.bold(pipeline.name)} pipeline ${pipeline.id} is ${pipeline.status}: ` +
          `${generation.completed}/${generation.total} generated, ${analysis.completed}/${analysis.total} analysed` +
          `${message === null ? '' : `. ${message}`}\n`,
      );
      if (pipelineId === null) continue;
      const apps = await engine.apps(pipeline.id, { offset: 0, limit: generation.total });
      process.stdout.write(`${resultTable(apps)}\n`);
    }
    if (pipelineId === null) process.stdout.write(importedLines(await engine.imported()));
    return 0;
  } finally {
    await engine.shutdown(0);
  }
}
