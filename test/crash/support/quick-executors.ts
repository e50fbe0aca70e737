import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { GenerationExecutor, SubtaskExecutor } from '../../../src/engine/domain/executors.ts';
import { noFindings } from '../../../src/engine/domain/severity.ts';
import { writeApp } from '../../../src/engine/generation/app-folder.ts';
import type { BlobStore } from '../../../src/engine/store/blobs.ts';
import type { AnswerLedger } from '../../../src/engine/domain/answers.ts';
import type { Fact } from './facts.ts';

export interface QuickExecutorDeps {
  blobs: BlobStore;
  answers: AnswerLedger;
  /** In [0, 1): how long work takes and what goes wrong. */
  random: () => number;
  tell: (fact: Fact) => void;
  /** Of one piece of work, at most. */
  maxDelayMs: number;
}

/** Executors that take milliseconds and sometimes fail, over the real blobs, answers and app folders. */
export function quickExecutors(deps: QuickExecutorDeps): {
  generation: GenerationExecutor;
  analysis: SubtaskExecutor;
} {
  const { blobs, answers, random, tell, maxDelayMs } = deps;
  const work = (signal: AbortSignal) =>
    maxDelayMs === 0 ? Promise.resolve() : delay(Math.floor(random() * maxDelayMs), undefined, { signal });

  return {
    generation: {
      async generate(task, { signal }) {
        const { pipelineId, jobId, attemptId } = task;
        tell({ kind: 'generating', job: jobId, attempt: attemptId });
        const key = { pipelineId, jobId, attemptId, step: 'generate' };
        let answer = await answers.find(key);
        if (!answer) {
          const requestBlob = await blobs.put(`write ${task.template}`);
          signal.throwIfAborted();
          if (random() < 0.08) {
            throw new AssayError('rate_limited', 'Too many requests.', {
              retryAfterMs: Math.floor(random() * 20),
            });
          }
          tell({ kind: 'paying', job: jobId, attempt: attemptId });
          await work(signal);
          const answerBlob = await blobs.put(`answer of attempt ${attemptId}`);
          answer = { requestBlob, answerBlob };
          await answers.record(key, { ...answer, usage: null, cost: null });
          tell({ kind: 'paid', pipeline: pipelineId, job: jobId, attempt: attemptId });
        }
        if (random() < 0.1) throw new AssayError('invalid_output', 'The answer holds no files.');
        const content = await blobs.get(answer.answerBlob);
        const files = new Map(
          ['main.js', 'public/page.html'].map((name) => [name, { content, origin: 'model' as const }]),
        );
        return {
          manifest: await writeApp(path.join(task.workDir, 'app'), files, signal),
          groundTruthBlob: null,
          remarks: [],
        };
      },
    },
    analysis: {
      async analyze(task, { signal }) {
        tell({ kind: 'analysing', subtask: task.subtaskId, attempt: task.attemptId });
        await work(signal);
        const luck = random();
        if (luck < 0.06) throw new AssayError('transient', 'The analyzer was gone.');
        const status = luck < 0.1 ? 'failed' : 'succeeded';
        const toolRuns = task.tools.map(async (tool) => ({
          result: {
            tool,
            status,
            reason: status === 'succeeded' ? null : 'It ended with status 1.',
            version: '1',
            durationMs: 1,
            measurements: [{ name: 'latency.p95', value: 1, unit: 'ms' }],
            verdicts: [],
          } as const,
          findings: noFindings(),
          resultBlob: await blobs.put(`result of ${tool} in attempt ${task.attemptId}`),
        }));
        return {
          toolRuns: (await Promise.all(toolRuns)).map((run) => ({
            ...run,
            result: { ...run.result, measurements: [...run.result.measurements], verdicts: [] },
          })),
        };
      },
    },
  };
}
