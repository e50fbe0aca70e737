import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Emitter } from '../../../src/engine/domain/event.ts';
import { InputError } from '../../../src/engine/domain/errors.ts';
import type { KeySource } from '../../../src/engine/domain/keys.ts';
import type { Engine } from '../../../src/engine/engine-api.ts';
import { openEngine } from '../../../src/engine/shared-engine.ts';
import { createAppAnswers } from '../../support/model-server/app-answers.ts';
import { ModelServer } from '../../support/model-server/server.ts';
import { projectRoot } from '../../support/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { templateJson } from '../catalog/templates.ts';

const theKey = 'a-key-that-nobody-must-see-42';

describe('a pipeline of models that are asked over the network', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const engines: Engine[] = [];
  let server: ModelServer;
  let logged: string[];
  before(async () => {
    server = await ModelServer.start({ answer: await createAppAnswers() });
  });
  after(() => server.close());
  beforeEach(() => {
    logged = [];
    server.calls.splice(0);
    server.play([]);
  });
  afterEach(async () => {
    for (const engine of engines.splice(0).reverse()) await engine.shutdown(0);
  });

  async function open(keys: KeySource): Promise<Engine> {
    const engine = await openEngine({
      stateDir: path.join(folder(), 'state'),
      installation: {
        ...{ root: projectRoot, node: process.execPath, nodeEnv: {} },
        cacheDir: path.join(folder(), 'cache'),
      },
      settings: {
        'providers.openrouter.baseUrl': server.baseUrl('openrouter'),
        'providers.ollama.baseUrl': server.baseUrl('ollama'),
        'providers.openaiCompatible': { lab: { baseUrl: server.baseUrl('openai') } },
      },
      keys,
      log: (_, line) => logged.push(line),
      schedule: 'all',
    });
    engines.push(engine);
    return engine;
  }

  async function run(engine: Engine, models: string[], template = 'notes') {
    const file = path.join(folder(), 'trial.assay.json');
    writeFileSync(
      file,
      JSON.stringify({ name: 'Trial', models, templates: [template], stack: 'node-express' }),
    );
    const { pipelineId } = await engine.run({ file, mode: 'new' });
    return { pipelineId, apps: () => engine.apps(pipelineId, { offset: 0, limit: 9 }) };
  }

  it('waits for the key of a provider, goes on when it comes, and shows it to nobody', async () => {
    const changes = new Emitter<void>(() => {});
    let key: string | null = null;
    const keys = { key: async () => key, onDidChange: changes.event };
    const engine = await open(keys);
    const trial = await run(engine, [
      'openrouter/acme/big-1',
      'openai-compatible/lab/acme/big-1',
      'ollama/tiny',
    ]);
    const others = new Promise<void>((resolve) => {
      const look = async () => {
        const done = (await trial.apps()).filter(({ jobStatus }) => jobStatus === 'completed');
        if (done.length === 2) resolve();
      };
      engine.onDidChange(() => void look());
      void look();
    });
    await others;
    assert.equal(server.calls.filter(({ dialect }) => dialect === 'openrouter').length, 0);
    key = theKey;
    changes.fire();
    const settled = await engine.whenSettled(trial.pipelineId);
    assert.equal(settled.status, 'completed');
    assert.deepEqual(server.calls.map(({ dialect }) => dialect).sort(), ['ollama', 'openai', 'openrouter']);
    const everything = JSON.stringify([await engine.status(null), logged]);
    assert.doesNotMatch(everything, new RegExp(theKey));
    await engine.shutdown(0);
    for (const { content } of await readAll(folder())) assert.ok(!content.includes(theKey));
  });

  it('fails what no retry helps at once, in words, and goes on with everything else', async () => {
    server.play([{ model: 'acme/gone', trouble: { status: 404, message: 'no such model' } }]);
    const engine = await open({ key: async () => theKey });
    const models = ['openai-compatible/lab/acme/gone', 'openai-compatible/lab/acme/big-1'];
    const trial = await run(engine, models);
    assert.equal((await engine.whenSettled(trial.pipelineId)).status, 'partial_success');
    const [gone, fine] = await trial.apps();
    assert.equal(fine!.jobStatus, 'completed');
    assert.equal(gone!.jobError!.errorClass, 'misconfigured');
    assert.match(gone!.jobError!.message, /the endpoint "lab" has no model acme\/gone/);
    assert.equal(server.calls.length, 2);
  });

  it('asks by the template of the workspace as it is when it is resumed or retried', async () => {
    const changes = new Emitter<void>(() => {});
    let key: string | null = null;
    const engine = await open({ key: async () => key, onDidChange: changes.event });
    await engine.importFile({ file: 'own.json', text: templateJson() });
    const edit = (description: string) =>
      writeFileSync(path.join(folder(), 'state/templates/own-todo.json'), templateJson({ description }));
    const asked = () => server.calls.map(({ body }) => /as edited (\w+)/.exec(JSON.stringify(body))?.[1]);
    const trial = await run(engine, ['openrouter/acme/big-1'], 'own-todo');
    await engine.pause(trial.pipelineId);
    edit('A list, as edited once.');
    server.play([{ model: 'acme/big-1', trouble: { status: 404, message: 'no such model' } }]);
    key = theKey;
    await engine.resume(trial.pipelineId);
    changes.fire();
    assert.equal((await engine.whenSettled(trial.pipelineId)).status, 'failed');
    assert.deepEqual(asked(), ['once']);
    edit('A list, as edited twice.');
    await engine.retry({ kind: 'failed', pipelineId: trial.pipelineId });
    await engine.whenSettled(trial.pipelineId);
    assert.deepEqual(asked().slice(0, 2), ['once', 'twice']);
  });

  it('is refused before it begins when it names a provider that there is not', async () => {
    const engine = await open({ key: async () => null });
    await assert.rejects(
      run(engine, ['openai-compatible/hall/acme']),
      (error) => InputError.is(error) && /unknown provider "openai-compatible\/hall"/.test(error.message),
    );
    const lists = await engine.listModels();
    assert.deepEqual(
      lists.map(({ provider, models }) => [provider, models.length]),
      [
        ['builtin', 2],
        ['ollama', 2],
        ['openai-compatible/lab', 2],
      ],
    );
  });
});

async function readAll(folder: string): Promise<{ name: string; content: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const name = path.join(entry.parentPath, entry.name);
        return { name, content: await readFile(name, 'latin1') };
      }),
  );
}
