import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { commands, extensions, workspace } from 'vscode';
import { openedEngine, pipelineFile } from './support/extension.ts';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import type { Engine, RunOutcome } from '../../src/engine/engine-api.ts';

const run = promisify(execFile);

describe('the command line beside the editor', () => {
  let engine: Engine;

  const assay = async (...args: string[]): Promise<string> => {
    const program = path.join(extensions.getExtension('assay.assay')!.extensionPath, 'dist', 'cli.cjs');
    const cwd = workspace.workspaceFolders![0]!.uri.fsPath;
    return (await run(process.execPath, [program, ...args], { cwd })).stdout;
  };

  before(async () => {
    engine = await openedEngine();
  });

  it('sees the same pipelines and steers the live engine', async () => {
    const uri = await pipelineFile('beside', {
      name: 'Beside',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
      analysis: { services: { 'dynamic-analyzer': { tools: ['http-probe'] } } },
    });
    const { pipelineId } = await commands.executeCommand<RunOutcome>('assay.runPipeline', uri);
    assert.equal((await engine.whenSettled(pipelineId)).status, 'completed');
    const status = JSON.parse(await assay('status', String(pipelineId), '--json')) as StatusDocument;
    assert.deepEqual(status, await engine.status(pipelineId));

    // Retried in the terminal, it is the editor's engine that does it.
    const [app] = status.pipelines[0]!.generation.jobs;
    assert.match(await assay('retry', String(pipelineId), '--app', app!.app!), /^1 will be tried again/);
    assert.equal((await engine.whenSettled(pipelineId)).status, 'completed');
    const [task] = (await engine.status(pipelineId)).pipelines[0]!.analysis.mainTasks;
    assert.deepEqual(
      task!.subtasks[0]!.attempts.map((attempt) => attempt.status),
      ['succeeded', 'succeeded'],
    );
  });
});
