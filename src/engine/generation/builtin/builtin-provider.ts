import { builtinModels } from '../../catalog/catalog.ts';
import type { BuiltinModel } from '../../catalog/catalog.ts';
import { AssayError } from '../../domain/errors.ts';
import { formatAnswer } from '../answers/answer-format.ts';
import type { ModelProvider } from '../provider.ts';
import { compileApp } from './compile.ts';
import { readControls } from './controls.ts';
import type { StackDefects } from './defects/defect-kind.ts';
import { expressDefects } from './defects/express/express-defects.ts';
import { flaskDefects } from './defects/flask/flask-defects.ts';
import { compileFlaskApp } from './flask/compile-flask.ts';
import { seedDefects } from './seeding.ts';

export function isBuiltinModel(model: string): model is BuiltinModel {
  return (builtinModels as readonly string[]).includes(model);
}

/** By stack: what writes its apps, and what can be put into them. */
const stacks = new Map<string, { compile: typeof compileApp; defects: StackDefects }>([
  ['node-express', { compile: compileApp, defects: expressDefects }],
  ['react-flask', { compile: compileFlaskApp, defects: flaskDefects }],
]);

/** No token is counted, and none is paid for. */
const answered = { finishReason: 'stop', usage: null, cost: null } as const;

/**
 * The control models: `builtin/baseline` compiles a template into a careful app, `builtin/flawed` seeds
 * known defects into the same app. The same template, stack and seed give the same answer.
 */
export function createBuiltinProvider(): ModelProvider {
  return {
    async complete({ model, context: { template, stack, seed } }, { signal }) {
      if (!isBuiltinModel(model))
        throw new AssayError('bug', `${model} is not a model that ships with Assay.`);
      const known = stacks.get(stack.name);
      if (!known) {
        throw new AssayError('misconfigured', `${model} builds no apps for the stack ${stack.name}.`, {
          hint: `Use one of its stacks: ${[...stacks.keys()].join(', ')}.`,
        });
      }
      const app = known.compile(template, await readControls(stack.dir));
      signal.throwIfAborted();
      const { unbuilt } = app;
      if (model === 'builtin/baseline') {
        return { ...answered, text: formatAnswer(app.files), groundTruth: null, unbuilt };
      }
      const { files, defects } = seedDefects(known.defects, app, seed);
      return { ...answered, text: formatAnswer(files), groundTruth: defects, unbuilt };
    },
  };
}
