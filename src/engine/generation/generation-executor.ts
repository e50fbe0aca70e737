import path from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
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
import type { Installation } from '../processes/installation.ts';
import type { BlobStore } from '../store/blobs.ts';
import { writeApp } from './app-folder.ts';
import type { AppFile } from './app-folder.ts';
import { askModel } from './ask-model.ts';
import { askWhole, withReply } from './ask-whole.ts';
import { takeApp } from './existing/take-app.ts';
import { renderPrompts } from './prompts.ts';
import type { ModelMessage } from './provider.ts';
import type { ModelProviders } from './providers/model-providers.ts';
import { readScaffold, scaffoldTexts } from './scaffold.ts';
import { settleFiles } from './settle-files.ts';
import { unbuiltRemarks, withUnbuilt } from './unbuilt.ts';

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
    if (task.existing) return takeApp(task.existing, task.workDir, context);
    const template = known(deps.catalog.templates, task.template, 'template');
    const stack = known(deps.catalog.stacks, task.stack, 'stack');
    const scaffold = await readScaffold(stack);
    const { system, user } = await renderPrompts(template, stack, scaffold);
    const messages = [
      { role: 'system' as const, content: system },
      { role: 'user' as const, content: user },
    ];
    const ask = (step: string, said: readonly ModelMessage[]) =>
      askModel(deps, task, context, step, {
        model: task.model,
        messages: said,
        context: { template, stack, seed: task.seed },
      });
    const { writable } = stack;
    const options = { writable, maxContinuations: task.options.maxContinuations };
    const answer = await askWhole(ask, 'generate', messages, options);
    context.report('reading the answer');
    const target = { stack, scaffold: scaffoldTexts(scaffold) };
    const settled = await settleFiles(answer, target, task.options.repair, (said, request) =>
      askWhole(ask, 'repair-1', withReply(messages, said, request), options),
    );
    context.report('writing the app');
    const files = new Map<string, AppFile>();
    for (const [name, content] of scaffold) files.set(name, { content, origin: 'scaffold' });
    const readme = scaffold.get('README.md');
    if (readme && answer.unbuilt.length > 0) {
      const content = Buffer.from(withUnbuilt(readme.toString('utf8'), answer.unbuilt));
      files.set('README.md', { content, origin: 'scaffold' });
    }
    for (const [name, content] of settled.files)
      files.set(name, { content: Buffer.from(content), origin: 'model' });
    const manifest = await writeApp(path.join(task.workDir, 'app'), files, signal);
    const groundTruthBlob =
      answer.groundTruth === null ? null : await deps.blobs.put(JSON.stringify(answer.groundTruth));
    const app = formatAppRef(task.app);
    deps.log.info('GEN', task.pipelineId, `${app}: ${settled.files.size} files for ${template.slug}`);
    const remarks = [...settled.remarks, ...unbuiltRemarks(answer.unbuilt)];
    return { manifest, groundTruthBlob, remarks };
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
