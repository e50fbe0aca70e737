import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog, InstalledStack } from '../catalog/catalog.ts';
import type { AnswerLedger } from '../domain/answers.ts';
import { formatAppRef } from '../domain/app-ref.ts';
import type { CallBudget } from '../domain/budget.ts';
import { AssayError } from '../domain/errors.ts';
import type {
  GenerationContext,
  GenerationExecutor,
  GenerationOutcome,
  GenerationTask,
} from '../domain/executors.ts';
import type { Log } from '../domain/log.ts';
import type { Template } from '../domain/template.ts';
import type { Installation } from '../processes/installation.ts';
import type { BlobStore } from '../store/blobs.ts';
import { parseAnswer } from './answers/answer-format.ts';
import type { AnswerFiles } from './answers/answer-format.ts';
import { writeApp } from './app-folder.ts';
import type { AppFile } from './app-folder.ts';
import { readFolder } from './folders.ts';
import { askOnce } from './model-answers.ts';
import { renderPrompts } from './prompts.ts';
import type { ModelAnswer } from './provider.ts';
import type { ModelProviders } from './providers/model-providers.ts';

export interface GenerationDeps {
  installation: Installation;
  catalog: Catalog;
  blobs: BlobStore;
  answers: AnswerLedger;
  budget: CallBudget;
  providers: ModelProviders;
  log: Log;
}

/** Generates apps: asks the model, reads its answer, writes scaffold and answer into the attempt's folder. */
export function createGenerationExecutor(deps: GenerationDeps): GenerationExecutor {
  async function generate(task: GenerationTask, context: GenerationContext): Promise<GenerationOutcome> {
    const { signal } = context;
    signal.throwIfAborted();
    const template = known(deps.catalog.templates, task.template, 'template');
    const stack = known(deps.catalog.stacks, task.stack, 'stack');
    const scaffold = await readScaffold(stack);
    const answer = await ask(task, context, template, stack, scaffold);
    context.report('writing the app');
    const written = readFiles(answer, stack);
    const files = new Map<string, AppFile>();
    for (const [name, content] of scaffold) files.set(name, { content, origin: 'scaffold' });
    for (const [name, content] of written)
      files.set(name, { content: Buffer.from(content), origin: 'model' });
    const manifest = await writeApp(path.join(task.workDir, 'app'), files, signal);
    const groundTruthBlob =
      answer.groundTruth === null ? null : await deps.blobs.put(JSON.stringify(answer.groundTruth));
    const app = formatAppRef(task.app);
    deps.log.info('GEN', task.pipelineId, `${app}: ${written.size} files for ${template.slug}`);
    return { manifest, groundTruthBlob };
  }

  async function ask(
    task: GenerationTask,
    context: GenerationContext,
    template: Template,
    stack: InstalledStack,
    scaffold: ReadonlyMap<string, Buffer>,
  ): Promise<ModelAnswer> {
    context.report(`asking ${task.model}`);
    const { system, user } = await renderPrompts(template, stack, scaffold);
    const messages = [
      { role: 'system' as const, content: system },
      { role: 'user' as const, content: user },
    ];
    const request = { model: task.model, messages, context: { template, stack, seed: task.seed } };
    const { pipelineId, jobId, attemptId } = task;
    const key = { pipelineId, jobId, attemptId, step: 'generate' };
    return askOnce(deps, key, deps.providers.of(task.model), request, {
      signal: context.signal,
      onBudget: () => context.report('waiting for what is left of the budget'),
      onWait: (waitMs) => context.report(`waiting ${Math.ceil(waitMs / 1000)} s to ask ${task.model}`),
      onProgress: (progress) => context.progress({ step: key.step, ...progress }),
    });
  }

  return {
    async generate(task, context) {
      try {
        return await generate(task, context);
      } catch (error) {
        if (context.signal.aborted) {
          const message = `The generation of ${formatAppRef(task.app)} was stopped.`;
          throw new AssayError('cancelled', message, { cause: error });
        }
        throw AssayError.from(error);
      }
    },
  };
}

function known<T>(entries: ReadonlyMap<string, T>, name: string, what: string): T {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new AssayError('bug', `The ${what} "${name}" is not installed.`, {
    hint: `Known are: ${[...entries.keys()].join(', ')}.`,
  });
}

async function readScaffold(stack: InstalledStack): Promise<Map<string, Buffer>> {
  const folder = path.join(stack.dir, 'scaffold');
  const names = await readFolder(folder);
  const contents = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
  return new Map(names.map((name, index) => [name, contents[index]!]));
}

/** @throws AssayError `truncated` or `invalid_output` */
function readFiles(answer: ModelAnswer, stack: InstalledStack): AnswerFiles {
  if (answer.finishReason === 'length') {
    throw new AssayError('truncated', 'The model reached its limit before its answer was complete.');
  }
  if (answer.finishReason !== 'stop') {
    throw new AssayError('invalid_output', `The model gave no whole answer (${answer.finishReason}).`);
  }
  const files = parseAnswer(answer.text);
  for (const name of files.keys()) {
    if (stack.writable.some((glob) => path.posix.matchesGlob(name, glob))) continue;
    throw new AssayError(
      'invalid_output',
      `The model wrote ${name}, which belongs to the stack ${stack.name}.`,
      {
        hint: `It may write ${stack.writable.join(', ')}.`,
      },
    );
  }
  return files;
}
