import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AssayError } from '../../src/engine/domain/errors.ts';
import type {
  ExecutionContext,
  GenerationContext,
  GenerationExecutor,
  GenerationOutcome,
  GenerationTask,
  SubtaskExecutor,
  SubtaskOutcome,
  SubtaskTask,
} from '../../src/engine/domain/executors.ts';
import type { Remark } from '../../src/engine/domain/remarks.ts';
import type { ToolRunStatus } from '../../src/engine/domain/status.ts';
import { noFindings } from '../../src/engine/domain/severity.ts';

type GenerationScript = (task: GenerationTask, context: GenerationContext) => Promise<void> | void;
type SubtaskScript = (
  task: SubtaskTask,
  context: ExecutionContext,
) => Promise<ToolRunStatus | void> | ToolRunStatus | void;

/** Executors that write one file, or report one status for all tools, and otherwise do what a test says. */
export class ScriptedExecutors {
  readonly generated: GenerationTask[] = [];
  readonly analysed: SubtaskTask[] = [];
  /** How many ran at the same time at most. */
  most = { jobs: 0, subtasks: 0, besideLoad: 0 };
  #jobs = 0;
  #subtasks = 0;
  #load = 0;
  /** Of each app that is generated. */
  remarks: Remark[] = [];
  onGenerate: GenerationScript = () => undefined;
  onAnalyze: SubtaskScript = () => 'succeeded';

  readonly generation: GenerationExecutor = {
    generate: async (task, context): Promise<GenerationOutcome> => {
      this.generated.push(task);
      this.most.jobs = Math.max(this.most.jobs, ++this.#jobs);
      try {
        await this.onGenerate(task, context);
        const content = `// ${task.app.model} ${task.app.number}\n`;
        await mkdir(path.join(task.workDir, 'app'), { recursive: true });
        await writeFile(path.join(task.workDir, 'app', 'main.js'), content);
        const sha256 = createHash('sha256').update(content).digest('hex');
        return {
          manifest: { files: { 'main.js': { sha256, size: content.length, origin: 'model' } } },
          groundTruthBlob: null,
          remarks: this.remarks,
        };
      } finally {
        this.#jobs--;
      }
    },
  };

  readonly analysis: SubtaskExecutor = {
    analyze: async (task, context): Promise<SubtaskOutcome> => {
      this.analysed.push(task);
      this.most.subtasks = Math.max(this.most.subtasks, ++this.#subtasks);
      if (task.service === 'performance-tester') this.#load++;
      if (this.#load > 0) this.most.besideLoad = Math.max(this.most.besideLoad, this.#subtasks - 1);
      try {
        const status = (await this.onAnalyze(task, context)) ?? 'succeeded';
        return {
          toolRuns: task.tools.map((tool) => ({
            result: {
              tool,
              status,
              reason: status === 'succeeded' ? null : 'scripted',
              version: '1',
              durationMs: 1,
              measurements: [],
              verdicts: [],
            },
            findings: noFindings(),
            resultBlob: '0'.repeat(64),
          })),
        };
      } finally {
        if (task.service === 'performance-tester') this.#load--;
        this.#subtasks--;
      }
    },
  };
}

/** As work that only ends when it is stopped. */
export async function untilStopped({ signal }: ExecutionContext): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new AssayError('cancelled', 'stopped');
}
