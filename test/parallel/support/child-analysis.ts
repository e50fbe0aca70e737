import { text } from 'node:stream/consumers';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { SubtaskExecutor, SubtaskTask, ToolRunOutcome } from '../../../src/engine/domain/executors.ts';
import { noFindings } from '../../../src/engine/domain/severity.ts';
import type { BlobStore } from '../../../src/engine/store/blobs.ts';
import { spawnForTest } from '../../support/project.ts';

const countBytes = `
  const { readdirSync, statSync } = require('node:fs');
  const { join } = require('node:path');
  const files = readdirSync('.', { recursive: true }).map((name) => statSync(join('.', name)));
  console.log(files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0));`;

/**
 * Analyses an app by a child process that reads its files. Now and then the process is one that fails, as the first
 * attempt of every `failEvery`th subtask.
 */
export function childAnalysis(blobs: BlobStore, failEvery: number): SubtaskExecutor {
  const failed = new Set<number>();
  return {
    async analyze(task, { signal }) {
      const fails = task.subtaskId % failEvery === 0 && !failed.has(task.subtaskId);
      if (fails) failed.add(task.subtaskId);
      const bytes = await runChild(task, fails ? 'process.exit(3)' : countBytes, signal);
      const resultBlob = await blobs.put(`${bytes} bytes in ${task.sourceDir}`);
      return { toolRuns: task.tools.map((tool) => measured(tool, bytes, resultBlob)) };
    },
  };
}

async function runChild(task: SubtaskTask, program: string, signal: AbortSignal): Promise<number> {
  const child = spawnForTest({
    command: process.execPath,
    args: ['-e', program],
    cwd: task.sourceDir,
    env: { PATH: process.env['PATH'] },
  });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [output, { code }] = await Promise.all([text(child.stdout), child.exited]);
    signal.throwIfAborted();
    if (code !== 0) throw new AssayError('transient', `The child process ended with status ${code}.`);
    const expected = Object.values(task.manifest.files).reduce((sum, file) => sum + file.size, 0);
    if (Number(output) !== expected)
      throw new AssayError('bug', `It found ${output} bytes, not ${expected}.`);
    return expected;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function measured(tool: SubtaskTask['tools'][number], bytes: number, resultBlob: string): ToolRunOutcome {
  const measurements = [{ name: 'bytes', value: bytes, unit: 'B' }];
  return {
    result: {
      tool,
      status: 'succeeded',
      reason: null,
      version: '1',
      durationMs: 1,
      measurements,
      verdicts: [],
    },
    findings: noFindings(),
    resultBlob,
  };
}
