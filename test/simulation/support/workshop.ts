import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { ErrorClass } from '../../../src/engine/domain/errors.ts';
import type {
  ExecutionContext,
  GenerationExecutor,
  GenerationTask,
  SubtaskExecutor,
  SubtaskTask,
  ToolRunOutcome,
} from '../../../src/engine/domain/executors.ts';
import { noFindings } from '../../../src/engine/domain/severity.ts';
import type { ToolRunStatus } from '../../../src/engine/domain/status.ts';
import type { BlobStore } from '../../../src/engine/store/blobs.ts';

/** How a piece of work ends. */
export type Outcome =
  /** An app, or a status for each tool in turn. `damaged`: the app's file is not what its list of files says. */
  | { kind: 'success'; tools: readonly ToolRunStatus[]; damaged: boolean }
  | { kind: 'error'; errorClass: ErrorClass; retryAfterMs: number | null }
  /** An error that nobody foresaw, or a tool that goes missing. */
  | { kind: 'fault' };

export interface Work {
  readonly kind: 'job' | 'subtask';
  /** Of the job or subtask. */
  readonly id: number;
  readonly pipelineId: number;
  readonly attemptId: number;
  readonly model: string;
  /** Told to stop, it goes on until it ends by itself. */
  readonly stubborn: boolean;
  readonly signal: AbortSignal;
  readonly end: (outcome: Outcome) => void;
}

export interface WorkshopOptions {
  blobs: BlobStore;
  /** In [0, 1). */
  random: () => number;
  onStart: (work: Work) => void;
}

/** Executors whose work ends when, and as, somebody outside says; or when it is told to stop, unless it is stubborn. */
export class Workshop {
  /** In the order in which it began. */
  readonly running: Work[] = [];
  readonly #options: WorkshopOptions;

  constructor(options: WorkshopOptions) {
    this.#options = options;
  }

  readonly generation: GenerationExecutor = {
    generate: async (task, context) => {
      const outcome = await this.#work({ kind: 'job', id: task.jobId, model: task.app.model }, task, context);
      const content = `// ${task.app.model} ${task.app.number}, revision ${task.revision}\n`;
      writeApp(task.workDir, outcome.damaged ? `${content}damaged` : content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const files = { 'main.js': { sha256, size: content.length, origin: 'model' as const } };
      return { manifest: { files }, groundTruthBlob: null, remarks: [] };
    },
  };

  readonly analysis: SubtaskExecutor = {
    analyze: async (task, context) => {
      const outcome = await this.#work(
        { kind: 'subtask', id: task.subtaskId, model: task.app.model },
        task,
        context,
      );
      const resultBlob = await this.#options.blobs.put('a result');
      return {
        toolRuns: task.tools.map((tool, index): ToolRunOutcome => {
          const status = outcome.tools[index % outcome.tools.length]!;
          const reason = status === 'succeeded' ? null : 'It was decided so.';
          return {
            result: { tool, status, reason, version: '1', durationMs: 1, measurements: [], verdicts: [] },
            findings: noFindings(),
            resultBlob,
          };
        }),
      };
    },
  };

  async #work(
    work: Pick<Work, 'kind' | 'id' | 'model'>,
    { pipelineId, attemptId }: GenerationTask | SubtaskTask,
    { signal }: ExecutionContext,
  ): Promise<Outcome & { kind: 'success' }> {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      const stubborn = this.#options.random() < 0.3;
      const leave = (): void => void this.running.splice(this.running.indexOf(entry), 1);
      const entry: Work = {
        ...work,
        pipelineId,
        attemptId,
        stubborn,
        signal,
        end: (ending) => {
          leave();
          resolve(ending);
        },
      };
      signal.addEventListener('abort', () => {
        if (stubborn || !this.running.includes(entry)) return;
        leave();
        reject(new AssayError('cancelled', 'It was told to stop.'));
      });
      this.running.push(entry);
      this.#options.onStart(entry);
    });
    if (outcome.kind === 'success') return outcome;
    if (outcome.kind === 'fault') throw new TypeError('Nobody foresaw this.');
    const { errorClass, retryAfterMs } = outcome;
    const said = retryAfterMs === null ? {} : { retryAfterMs };
    throw new AssayError(errorClass, `It was decided to be ${errorClass}.`, said);
  }
}

function writeApp(workDir: string, content: string): void {
  const folder = path.join(workDir, 'app');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'main.js'), content);
}
