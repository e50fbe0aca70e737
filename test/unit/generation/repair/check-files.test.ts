import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AssayError } from '../../../../src/engine/domain/errors.ts';
import {
  formatAppProblem,
  placeholderProblems,
  repairRequest,
} from '../../../../src/engine/generation/repair/repair-request.ts';
import type { RepairTarget } from '../../../../src/engine/generation/repair/repair-rule.ts';
import { checked, nodeExpressTarget } from './repair-bench.ts';

const app = { 'src/app.js': 'export function createApp() {}\n' };

describe('the check of an app', () => {
  let target: RepairTarget;
  before(async () => {
    target = await nodeExpressTarget();
  });
  const finds = (files: Record<string, string>, ...problems: string[]) =>
    assert.deepEqual(checked({ ...app, ...files }, target), problems);

  it('finds nothing wrong with an app that can run', () => {
    finds({
      'src/app.js':
        "import express from 'express';\nimport helmet from 'helmet';\nimport fs from 'fs/promises';\nimport b, { a } from './a.js';\nexport const createApp = () => express();\n",
      'src/a.js': 'export const { a, ...rest } = {};\nexport { a as default };\n',
      'public/index.html':
        '<link rel="stylesheet" href="a.css">\n<script src="/app.js?v=1"></script>\n<script type="application/json">{"a"</script>\n<script src="https://example.org/x.js"></script>\n',
      'public/a.css': 'a {}\n',
      'public/app.js': "import '/lib.js';\nawait 1;\n",
      'public/lib.js': '',
    });
  });

  it('finds what does not parse, with its line', () => {
    finds({ 'src/a.js': 'x;\nif (\n' }, 'syntax src/a.js:3: Unexpected token');
    finds(
      { 'public/a.js': 'const a = 1;\nconst a = 2;\n' },
      "syntax public/a.js:2: Identifier 'a' has already been declared",
    );
    finds(
      { 'public/index.html': '<p>\n<script>\n  f(;\n</script>\n' },
      'syntax public/index.html:3: Unexpected token',
    );
    const [json] = checked({ ...app, 'src/a.json': '{"a": }' }, target);
    assert.match(json!, /^syntax src\/a\.json: it is no JSON: /);
  });

  it('takes a page’s script as a module or as none', () => {
    finds({ 'public/a.js': 'var await = 1;\n', 'public/b.js': 'await 1;\n' });
    finds(
      { 'public/a.js': "import './b.js';\nvar await = 1;\n", 'public/b.js': '' },
      "syntax public/a.js:2: Cannot use keyword 'await' outside an async function",
    );
  });

  it('finds imports that name nothing', () => {
    finds(
      { 'src/a.js': "x;\nimport './b.js';\n" },
      'import src/a.js:2: the import "./b.js" names a file that is not there: src/b.js',
    );
    finds(
      { 'src/a.js': "import _ from 'lodash/get';\n" },
      'package src/a.js:1: the package "lodash/get" is not there; there are express, helmet and the modules of Node.js',
    );
    finds(
      { 'public/a.js': "import 'vue';\n" },
      'package public/a.js:1: a page cannot import the package "vue": there is no build step',
    );
    finds(
      { 'src/a.js': "import b, { c, d } from './b.js';\n", 'src/b.js': 'export const c = 1, e = 2;\n' },
      'export src/a.js:1: src/b.js does not export default, d; it exports c, e',
    );
    finds({ 'src/a.js': "import { x } from './b.js';\n", 'src/b.js': "export * from 'express';\n" });
    finds({ 'src/a.js': "import * as b from './b.js';\nimport('./b.js');\nimport(name);\n", 'src/b.js': '' });
  });

  it('finds what a module does not have', () => {
    finds(
      { 'src/a.js': "const a = require('./b');\n" },
      'commonjs src/a.js:1: require is not defined in an ES module; use import',
    );
    finds(
      { 'src/a.js': 'x;\nmodule.exports = {};\n' },
      'commonjs src/a.js:2: module is not defined in an ES module; use export',
    );
    finds({
      'src/a.js':
        "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nrequire('./x');\n",
    });
    finds({ 'src/a.js': 'a.require(b.module, { exports: 1 });\nif (typeof module !== "undefined") x();\n' });
    finds({ 'public/a.js': 'module.exports = 1;\n' });
  });

  it('finds files of a page that are not there', () => {
    finds(
      {
        'public/index.html': '<p>\n<script src="gone.js"></script><link rel="stylesheet" href="/gone.css">\n',
      },
      'link public/index.html:2: the page loads "gone.js", which is not there: public/gone.js',
      'link public/index.html:2: the page loads "/gone.css", which is not there: public/gone.css',
    );
    finds({
      'public/index.html': '<script src="/made.js"></script><link rel="icon" href="gone.ico">\n',
      'src/a.js': "app.get('/made.js', f);\n",
    });
  });

  it('finds that what the stack requires is not there', () => {
    assert.deepEqual(checked({ 'src/b.js': '' }, target), [
      'required src/app.js: the stack needs this file, which exports createApp',
    ]);
    finds({ 'src/app.js': 'export default 1;\n' }, 'required src/app.js: it has to export createApp');
  });

  it('throws at nothing', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '('.repeat(50_000),
        '<script>'.repeat(100),
        "import './a.js';",
        'export * from "./b.js"',
        '{',
      ),
    );
    const name = fc.constantFrom('src/app.js', 'src/a.js', 'public/a.js', 'public/index.html', 'src/a.json');
    fc.assert(
      fc.property(fc.dictionary(name, text, { maxKeys: 3 }), (files) => void checked(files, target)),
      {
        numRuns: 300,
      },
    );
  });
});

describe('a repair request', () => {
  it('gives the exact errors and asks for the files that change', () => {
    const request = repairRequest([
      { kind: 'syntax', file: 'src/a.js', line: 3, message: 'Unexpected token' },
      { kind: 'required', file: 'src/app.js', line: null, message: 'the stack needs this file' },
      ...placeholderProblems([{ path: 'src/a.js', line: 9, text: '... existing code ...' }]),
    ]);
    assert.match(request, /there are 3 errors/);
    assert.match(request, /\n- src\/a\.js:3: Unexpected token\n- src\/app\.js: the stack needs this file\n/);
    assert.match(
      request,
      /\n- src\/a\.js:9: words stand for code that is missing: "\.\.\. existing code \.\.\."\n/,
    );
    assert.match(request, /Correct `src\/a\.js`, `src\/app\.js`,/);
  });

  it('stays short when everything is wrong', () => {
    const problems = Array.from({ length: 500 }, (_, line) => ({
      kind: 'syntax' as const,
      file: 'src/a.js',
      line,
      message: 'x',
    }));
    const request = repairRequest(problems);
    assert.match(request, /and 460 more of the same kinds/);
    assert.ok(request.length < 2_000);
  });

  it('is not made when nothing is wrong', () => {
    assert.throws(
      () => repairRequest([]),
      (error: unknown) => AssayError.is(error) && error.errorClass === 'bug',
    );
    assert.equal(formatAppProblem({ kind: 'link', file: 'a', line: null, message: 'b' }), 'a: b');
  });
});

describe('a stack whose package.json cannot be read', () => {
  it('is a bug that names the stack', async () => {
    const { stack } = await nodeExpressTarget();
    for (const text of ['{', 'null']) {
      const broken = { stack, scaffold: new Map([['package.json', text]]) };
      assert.throws(() => checked(app, broken), /package\.json of the stack node-express cannot be read/);
    }
  });
});
