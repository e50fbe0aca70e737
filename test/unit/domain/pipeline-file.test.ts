import assert from 'node:assert/strict';
import { InputError } from '../../../src/engine/domain/errors.ts';
import type { InputProblem } from '../../../src/engine/domain/errors.ts';
import { parsePipelineFile } from '../../../src/engine/domain/pipeline-file.ts';

const known = {
  models: new Set(['builtin/baseline', 'builtin/flawed']),
  providers: new Set(['builtin', 'openrouter', 'openai-compatible/lab']),
  templates: new Set(['notes', 'expenses']),
  stacks: new Set(['node-express']),
};

const good = `{
  // what to compare
  "name": "Trial",
  "models": ["builtin/baseline", "builtin/flawed"],
  "templates": ["notes"],
  "stack": "node-express",
  "analysis": { "services": { "static-analyzer": { "tools": ["eslint"] }, "dynamic-analyzer": {} } },
}`;

function problemsOf(text: string): InputProblem[] {
  try {
    parsePipelineFile(text, 'trial.assay.json', known);
  } catch (error) {
    if (InputError.is(error)) return [...error.problems];
    throw error;
  }
  return [];
}

describe('a pipeline file', () => {
  it('may have comments and trailing commas, and gets its defaults', () => {
    const definition = parsePipelineFile(good, 'trial.assay.json', known);
    assert.equal(definition.replicates, 1);
    assert.equal(definition.stages, 'streaming');
    assert.deepEqual(definition.services, [
      { service: 'static-analyzer', tools: ['eslint'] },
      { service: 'dynamic-analyzer', tools: ['http-probe', 'endpoint-tester'] },
    ]);
  });

  it('may name any model of a provider that there is', () => {
    const models = ['openrouter/acme/big-1:free', 'openai-compatible/lab/acme/big'];
    const text = good.replace(
      '"builtin/baseline", "builtin/flawed"',
      models.map((model) => `"${model}"`).join(', '),
    );
    assert.deepEqual(parsePipelineFile(text, 'trial.assay.json', known).models, models);
  });

  it('without analysis asks for none', () => {
    const text = good.replace(/"analysis".*,\n/, '');
    assert.deepEqual(parsePipelineFile(text, 'trial.assay.json', known).services, []);
  });

  it('may name existing apps beside what models write, or nothing else', () => {
    const withApps = (apps: string) => good.replace('"stack"', `"apps": ${apps}, "stack"`);
    const { entries } = parsePipelineFile(
      withApps(
        '["shop", { "path": "../blog", "name": "Blog.2", "stack": "node-express", "template": "notes" }]',
      ),
      'trial.assay.json',
      known,
    );
    const file = 'trial.assay.json';
    assert.deepEqual(entries, [
      { path: 'shop', name: null, stack: null, template: null, place: { file, line: 6, column: 12 } },
      {
        path: '../blog',
        name: 'Blog.2',
        stack: 'node-express',
        template: 'notes',
        place: { file, line: 6, column: 22 },
      },
    ]);
    const only = parsePipelineFile('{"name": "Mine", "apps": ["."]}', file, known);
    assert.deepEqual([only.models, only.templates, only.entries.length], [[], [], 1]);
  });

  it('names something to analyse, and what belongs together', () => {
    const [nothing, ...more] = problemsOf('{"name": "Mine"}');
    assert.equal(nothing?.message, 'names neither models, templates and a stack nor existing apps');
    assert.equal(more.length, 0);
    const half = '{"name": "Mine", "apps": ["."], "models": ["builtin/baseline"], "stack": "node-express"}';
    assert.deepEqual(
      problemsOf(half).map(({ message }) => message),
      ['"templates" is missing: models, templates and a stack go together'],
    );
  });

  const badApps: [what: string, apps: string, column: number, says: RegExp][] = [
    ['an unknown field', '[{ "path": "a", "nam": "b" }]', 42, /^unknown field "nam"$/],
    ['no path', '[{ "name": "b" }]', 27, /^"apps.0.path": /],
    ['something else', '["a", 7]', 32, /^"apps.1": must be a folder, or an object with its "path"$/],
    ['a name that none can be', '[{ "path": "a", "name": "../b" }]', 42, /must be letters, digits, dots/],
    ['an unknown stack', '[{ "path": "a", "stack": "django" }]', 42, /^unknown stack "django"; known are: /],
    ['an unknown template', '[{ "path": "a", "template": "nots" }]', 42, /^unknown template "nots"/],
    ['no apps at all', '[]', 18, /^"apps": /],
  ];
  for (const [what, apps, column, says] of badApps) {
    it(`with an existing app of ${what} is refused at its line and column`, () => {
      const problems = problemsOf(`{"name": "Mine", "apps": ${apps}}`);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.match(problems[0]!.message, says);
      assert.deepEqual([problems[0]!.line, problems[0]!.column], [1, column]);
    });
  }

  const bad: [what: string, from: string | RegExp, to: string, place: [number, number], says: RegExp][] = [
    ['a wrong field', '"stack"', '"stacks"', [6, 3], /unknown field "stacks"/],
    [
      'an unknown model',
      'builtin/flawed',
      'builtin/perfect',
      [4, 34],
      /unknown model "builtin\/perfect".*builtin\/flawed/,
    ],
    [
      'a model of an unknown provider',
      'builtin/flawed',
      'acme/flawed',
      [4, 34],
      /unknown provider "acme"; known are: builtin, openai-compatible\/lab, openrouter/,
    ],
    [
      'a model of an unknown endpoint',
      'builtin/flawed',
      'openai-compatible/hall/big',
      [4, 34],
      /unknown provider "openai-compatible\/hall"/,
    ],
    ['an endpoint without a model', 'builtin/flawed', 'openai-compatible/lab', [4, 34], /unknown model/],
    [
      'an unknown template',
      '"notes"',
      '"nots"',
      [5, 17],
      /unknown template "nots"; known are: expenses, notes/,
    ],
    ['an unknown stack', '"node-express"', '"django"', [6, 3], /unknown stack "django"/],
    ['a wrong type', '"Trial"', '17', [3, 3], /"name"/],
    ['an unknown tool', '"eslint"', '"lint"', [7, 62], /eslint/],
    ['a service without tools', '"dynamic-analyzer"', '"ai-analyzer"', [7, 75], /ai-analyzer has no tools/],
    ['a template named twice', '["notes"]', '["notes", "notes"]', [5, 26], /listed twice/],
    [
      'a setting out of range',
      '"stack"',
      '"configuration": { "generation.maxConcurrent": 0 }, "stack"',
      [6, 22],
      /generation.maxConcurrent/,
    ],
    [
      'a retry policy out of range',
      '"stack"',
      '"configuration": { "retry.policies": { "timeout": { "maxAttempts": 0 } } }, "stack"',
      [6, 55],
      /"configuration.retry.policies.timeout.maxAttempts"/,
    ],
    [
      'a number of tries for what spends none',
      '"stack"',
      '"configuration": { "retry.policies": { "rate_limited": { "maxAttempts": 3 } } }, "stack"',
      [6, 60],
      /unknown field "maxAttempts"/,
    ],
    ['a missing comma', '"Trial",', '"Trial"', [4, 3], /not valid JSON: comma expected/],
  ];
  for (const [what, from, to, [line, column], says] of bad) {
    it(`with ${what} is refused at its line and column`, () => {
      const problems = problemsOf(good.replace(from, to));
      const [problem] = problems.filter(({ message }) => says.test(message));
      assert.ok(problem, JSON.stringify(problems));
      assert.deepEqual([problem.file, problem.line, problem.column], ['trial.assay.json', line, column]);
    });
  }

  it('tells all problems at once', () => {
    const text = good.replace('"notes"', '"nots"').replace('builtin/flawed', 'builtin/perfect');
    assert.equal(problemsOf(text).length, 2);
  });

  it('that is empty or no object is refused', () => {
    assert.equal(problemsOf('').length, 1);
    assert.equal(problemsOf('[]').length, 1);
    assert.equal(problemsOf('"text"').length, 1);
  });
});
