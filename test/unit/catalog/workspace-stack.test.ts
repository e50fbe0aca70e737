import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { WorkspaceCatalog } from '../../../src/engine/catalog/workspace-catalog.ts';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { formatAnswer } from '../../../src/engine/generation/answers/answer-format.ts';
import { createGenerationExecutor } from '../../../src/engine/generation/generation-executor.ts';
import { createBench, freely, installation } from '../generation/apps.ts';
import type { Bench } from '../generation/apps.ts';
import { ScriptedModel } from '../generation/scripted-models.ts';
import { projectRoot } from '../../support/project.ts';
import { templateJson } from './templates.ts';

const stack = {
  ...{ name: 'tiny', description: 'Node.js without packages', runtime: 'node', entry: 'server.js' },
  ...{ healthPath: '/', dataDir: 'data', writable: ['src/**'], webRoot: 'public' },
  required: [{ path: 'src/app.js', exports: ['answer'] }],
};
const files = {
  'stacks/tiny/stack.json': JSON.stringify(stack),
  'stacks/tiny/prompts/system.md': 'You write for {{stackDescription}}, into {{writable}}.',
  'stacks/tiny/prompts/user.md': 'Build {{name}}.\n\n{{endpoints}}',
  'stacks/tiny/scaffold/package.json': '{ "name": "app", "private": true, "type": "module" }',
  'stacks/tiny/scaffold/server.js':
    "import { createServer } from 'node:http';\nimport { answer } from './src/app.js';\n" +
    'createServer(answer).listen(Number(process.env.PORT));\n',
  'templates/own-todo.json': templateJson(),
};

describe("a stack of the workspace's own", () => {
  let bench: Bench;
  let model: ScriptedModel;

  /** The models' answer to a task for the workspace's stack and template. */
  async function generate(says: ReadonlyMap<string, string>) {
    const { folder, blobs, log } = bench;
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    const catalog = await WorkspaceCatalog.open(projectRoot, { root: folder, incoming: folder }, log);
    model.says = [formatAnswer(says)];
    const executor = createGenerationExecutor({
      ...{ installation, catalog, blobs, log, providers: model.providers },
      answers: { find: async () => null, record: async () => {} },
      budget: { reserve: async () => ({ release: () => {} }) },
    });
    const task = { ...(await bench.task('scripted/model', 'own-todo')), stack: 'tiny' };
    return { task, outcome: await executor.generate(task, freely()) };
  }

  beforeEach(async () => {
    model = new ScriptedModel();
    bench = await createBench(model.providers);
  });
  afterEach(() => bench.remove());

  it('has apps generated into its scaffold, from its own prompts, for a template of the workspace', async () => {
    const app = "export function answer(request, response) {\n  response.end('[]');\n}\n";
    const { task, outcome } = await generate(new Map([['src/app.js', app]]));
    const [system, user] = model.asked[0]!.messages;
    assert.equal(system!.content, 'You write for Node.js without packages, into `src/**`.');
    assert.match(user!.content, /^Build To do\.[^]*### GET \/api\/items\/:id/);
    const paths = Object.entries(outcome.manifest.files)
      .map(([name, { origin }]) => `${origin} ${name}`)
      .sort();
    assert.deepEqual(paths, ['model src/app.js', 'scaffold package.json', 'scaffold server.js']);
    assert.deepEqual(outcome.remarks, []);
    assert.equal(readFileSync(path.join(task.workDir, 'app/src/app.js'), 'utf8'), app);
  });

  it('holds apps to what it requires, and what they write to its own files', async () => {
    const app = 'export function answers() {}\n';
    const { outcome } = await generate(new Map([['src/app.js', app]]));
    assert.match(JSON.stringify(outcome.remarks), /answer/);
    await assert.rejects(
      generate(new Map([['src/other.js', app]])),
      (error) => AssayError.is(error) && error.errorClass === 'invalid_output',
    );
  });
});
