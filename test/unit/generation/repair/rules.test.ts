import assert from 'node:assert/strict';
import fc from 'fast-check';
import { repairFiles } from '../../../../src/engine/generation/repair/repair-files.ts';
import type { RepairTarget } from '../../../../src/engine/generation/repair/repair-rule.ts';
import { nodeExpressTarget, repaired } from './repair-bench.ts';

type Files = Record<string, string>;
/** A file before, and what a rule makes of it; `null`: it is left alone. */
type Case = [name: string, rule: string, before: string, after: string | null, file?: string, others?: Files];

const uuid = (use: string) => `import { v4 as uuidv4 } from 'uuid';\n${use}\n`;
const fetched = (use: string) => `import fetch from 'node-fetch';\n${use}\n`;
const page = 'public/app.js';

const cases: Case[] = [
  ['takes it off', 'byte-order-mark', '\uFEFFx;\n', 'x;\n'],
  ['leaves one in the middle', 'byte-order-mark', "const mark = '\uFEFF';\n", null],
  ['makes them LF', 'line-ends', 'a;\r\nb;\r\n', 'a;\nb;\n'],
  ['leaves a carriage return of its own', 'line-ends', 'a;\rb;\n', null],

  [
    'decodes a script that is none',
    'html-entities',
    'if (a &lt; b &amp;&amp; c) d(&quot;x&quot;);\n',
    'if (a < b && c) d("x");\n',
  ],
  ['decodes once only', 'html-entities', 'if (a &lt; b) c(&#39;&amp;lt;&#39;);\n', "if (a < b) c('&lt;');\n"],
  ['leaves entities in strings', 'html-entities', "const escaped = { '<': '&lt;', '&': '&amp;' };\n", null],
  ['leaves a script that stays wrong', 'html-entities', 'if (a &lt; b {\n', null],
  [
    'decodes a page without a tag',
    'html-entities',
    '&lt;!doctype html&gt;\n&lt;p&gt;a&lt;/p&gt;\n',
    '<!doctype html>\n<p>a</p>\n',
    'public/index.html',
  ],
  ['leaves a page that shows code', 'html-entities', '<pre>&lt;div&gt;</pre>\n', null, 'public/index.html'],
  ['decodes a selector', 'html-entities', 'ul &gt; li {\n}\n', 'ul > li {\n}\n', 'public/a.css'],
  [
    'leaves entities in a style’s text',
    'html-entities',
    "a::before {\n  content: '&gt;';\n}\n",
    null,
    'public/a.css',
  ],

  [
    'imports a module of Node.js',
    'require-in-module',
    "const fs = require('fs');\nfs.x();\n",
    "import fs from 'node:fs';\nfs.x();\n",
  ],
  [
    'imports names',
    'require-in-module',
    "const { join, resolve: r } = require('node:path');\n",
    "import { join, resolve as r } from 'node:path';\n",
  ],
  [
    'imports a part',
    'require-in-module',
    "const fs = require('fs').promises;\n",
    "import { promises as fs } from 'node:fs';\n",
  ],
  [
    'imports a package as a whole',
    'require-in-module',
    "const express = require('express');\n",
    "import express from 'express';\n",
  ],
  [
    'imports several at once',
    'require-in-module',
    "const a = require('os'), b = require('url');\n",
    "import a from 'node:os';\nimport b from 'node:url';\n",
  ],
  ['leaves names of a package', 'require-in-module', "const { Router } = require('express');\n", null],
  [
    'leaves a name that the module does not have',
    'require-in-module',
    "const { nothing } = require('fs');\n",
    null,
  ],
  [
    'leaves a require inside of a function',
    'require-in-module',
    "function f() {\n  const fs = require('fs');\n}\n",
    null,
  ],
  [
    'leaves a require of its own',
    'require-in-module',
    "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nconst fs = require('fs');\n",
    null,
  ],
  [
    'leaves a variable that is assigned again',
    'require-in-module',
    "let os = require('os');\nos = null;\n",
    null,
  ],
  [
    'leaves defaults and rests',
    'require-in-module',
    "const { join = 1, ...others } = require('path');\n",
    null,
  ],
  ['leaves other files of the app', 'require-in-module', "const a = require('./a');\n", null],
  ['leaves the front end', 'require-in-module', "const fs = require('fs');\n", null, page],

  [
    'replaces what nothing declares',
    'dirname-in-module',
    'join(__dirname, __filename, { __dirname });\n',
    'join(import.meta.dirname, import.meta.filename, { __dirname: import.meta.dirname });\n',
  ],
  ['leaves what is declared', 'dirname-in-module', "const __dirname = '/';\nf(__dirname);\n", null],
  [
    'leaves properties and texts',
    'dirname-in-module',
    "f(a.__dirname, { __dirname: 1 }, '__dirname');\n",
    null,
  ],

  [
    'makes uuid randomUUID',
    'package-equivalent',
    uuid('f(uuidv4());'),
    "import { randomUUID as uuidv4 } from 'node:crypto';\nf(uuidv4());\n",
  ],
  ['leaves uuid with options', 'package-equivalent', uuid('f(uuidv4({ random }));'), null],
  ['leaves uuid that is passed on', 'package-equivalent', uuid('list.map(uuidv4);'), null],
  ['leaves other versions of uuid', 'package-equivalent', "import { v1 } from 'uuid';\nv1();\n", null],
  [
    'makes node-fetch the global fetch',
    'package-equivalent',
    fetched('await fetch(x);'),
    'await fetch(x);\n',
  ],
  [
    'keeps another name of it',
    'package-equivalent',
    "import get from 'node-fetch';\nget(x);\n",
    'const get = globalThis.fetch;\nget(x);\n',
  ],
  ['leaves node-fetch with streams', 'package-equivalent', fetched('(await fetch(x)).body.pipe(y);'), null],
  ['leaves node-fetch with an agent', 'package-equivalent', fetched('fetch(x, { agent: y });'), null],
  [
    'makes body-parser that of Express',
    'package-equivalent',
    "import express from 'express';\nimport bodyParser from 'body-parser';\na.use(bodyParser.json({ limit: 1 }));\n",
    "import express from 'express';\na.use(express.json({ limit: 1 }));\n",
  ],
  [
    'imports Express for it',
    'package-equivalent',
    "import bodyParser from 'body-parser';\nf(bodyParser.urlencoded());\n",
    "import express from 'express';\nf(express.urlencoded());\n",
  ],
  [
    'leaves body-parser that is called',
    'package-equivalent',
    "import bodyParser from 'body-parser';\na.use(bodyParser());\n",
    null,
  ],
  ['takes dotenv out', 'package-equivalent', "import dotenv from 'dotenv';\ndotenv.config();\nx;\n", 'x;\n'],
  ['takes its side effect out', 'package-equivalent', "import 'dotenv/config';\nx;\n", 'x;\n'],
  [
    'leaves dotenv that is used',
    'package-equivalent',
    "import dotenv from 'dotenv';\nf(dotenv.config().parsed);\n",
    null,
  ],
  ['takes express-async-errors out', 'package-equivalent', "import 'express-async-errors';\nx;\n", 'x;\n'],
  [
    'leaves what has no equivalent',
    'package-equivalent',
    "import Database from 'better-sqlite3';\nimport _ from 'lodash';\n",
    null,
  ],

  [
    'adds the ending',
    'relative-import',
    "import { a } from './lib/a';\n",
    "import { a } from './lib/a.js';\n",
    'src/app.js',
    { 'src/lib/a.js': '' },
  ],
  [
    'adds the index',
    'relative-import',
    "export * from './lib';\n",
    "export * from './lib/index.js';\n",
    'src/app.js',
    { 'src/lib/index.js': '' },
  ],
  [
    'corrects the ending',
    'relative-import',
    "import './a.ts';\n",
    "import './a.js';\n",
    'src/app.js',
    { 'src/a.js': '' },
  ],
  [
    'corrects the spelling',
    'relative-import',
    'import "./DataBase.js";\n',
    'import "./database.js";\n',
    'src/app.js',
    { 'src/database.js': '' },
  ],
  [
    'corrects the folder',
    'relative-import',
    "import { a } from './database.js';\n",
    "import { a } from '../database.js';\n",
    'src/routes/notes.js',
    { 'src/database.js': '' },
  ],
  [
    'corrects a dynamic import',
    'relative-import',
    "await import('./a');\n",
    "await import('./a.js');\n",
    'src/app.js',
    { 'src/a.js': '' },
  ],
  [
    'corrects a page’s',
    'relative-import',
    "import '/lib/A.js';\n",
    "import './lib/a.js';\n",
    page,
    { 'public/lib/a.js': '' },
  ],
  [
    'leaves what is there',
    'relative-import',
    "import './a.js';\n",
    null,
    'src/app.js',
    { 'src/a.js': '', 'src/lib/a.js': '' },
  ],
  [
    'leaves what two files can be',
    'relative-import',
    "import './z/a.js';\n",
    null,
    'src/app.js',
    { 'src/x/a.js': '', 'src/y/a.js': '' },
  ],
  [
    'leaves what no file can be',
    'relative-import',
    "import './b.js';\n",
    null,
    'src/app.js',
    { 'src/a.js': '' },
  ],
  [
    'takes no file of the server for a page',
    'relative-import',
    "import './a.js';\n",
    null,
    page,
    { 'src/a.js': '' },
  ],
  ['leaves data', 'relative-import', "import './a.json';\n", null, 'src/app.js', { 'src/a.js': '' }],
  [
    'leaves packages',
    'relative-import',
    "import 'a';\nimport 'node:fs';\n",
    null,
    'src/app.js',
    { 'src/a.js': '' },
  ],

  [
    'takes the host off',
    'absolute-api-url',
    "fetch('http://localhost:3000/api/x');\n",
    "fetch('/api/x');\n",
    page,
  ],
  [
    'takes it off templates',
    'absolute-api-url',
    'fetch(`http://127.0.0.1:8080/api/${id}`);\n',
    'fetch(`/api/${id}`);\n',
    page,
  ],
  [
    'takes it off a base',
    'absolute-api-url',
    "const base = 'http://localhost:3000';\nfetch(base + '/api');\n",
    "const base = '';\nfetch(base + '/api');\n",
    page,
  ],
  [
    'takes it off a form',
    'absolute-api-url',
    '<form action="http://localhost:3000/api/x">\n',
    '<form action="/api/x">\n',
    'public/index.html',
  ],
  [
    'leaves other hosts',
    'absolute-api-url',
    "fetch('https://example.org/api');\nf('http://localhost.example.org/');\n",
    null,
    page,
  ],
  ['leaves words', 'absolute-api-url', "say('See http://localhost:3000/api');\n", null, page],
  ['leaves comparisons', 'absolute-api-url', "if (origin === 'http://localhost:3000') f();\n", null, page],
  ['leaves what needs a host', 'absolute-api-url', "new URL('/api', 'http://localhost:3000');\n", null, page],
  ['leaves sockets', 'absolute-api-url', "new WebSocket('ws://localhost:3000/x');\n", null, page],
  ['leaves the server', 'absolute-api-url', "fetch('http://localhost:3000/api/x');\n", null],
  [
    'leaves the text of a page',
    'absolute-api-url',
    '<p>http://localhost:3000/api/x</p>\n',
    null,
    'public/index.html',
  ],

  [
    'exports a function',
    'missing-export',
    'function createApp() {}\n',
    'function createApp() {}\n\nexport { createApp };\n',
    'src/app.js',
  ],
  [
    'exports a constant',
    'missing-export',
    'const createApp = () => {};\n',
    'const createApp = () => {};\n\nexport { createApp };\n',
    'src/app.js',
  ],
  [
    'exports a default by its name',
    'missing-export',
    'export default function createApp() {}\n',
    'export default function createApp() {}\n\nexport { createApp };\n',
    'src/app.js',
  ],
  [
    'replaces module.exports',
    'missing-export',
    'function createApp() {}\nmodule.exports = { createApp };\n',
    'function createApp() {}\nexport { createApp };\n',
    'src/app.js',
  ],
  [
    'leaves what is exported',
    'missing-export',
    'function make() {}\nexport { make as createApp };\n',
    null,
    'src/app.js',
  ],
  ['leaves what is no function', 'missing-export', 'const createApp = 1;\n', null, 'src/app.js'],
  ['leaves another name', 'missing-export', 'export function makeApp() {}\n', null, 'src/app.js'],
  ['leaves other files', 'missing-export', 'function createApp() {}\n', null, 'src/other.js'],
];

describe('the repair rules', () => {
  let target: RepairTarget;
  before(async () => {
    target = await nodeExpressTarget();
  });

  for (const [name, rule, before, after, file = 'src/lib.js', others = {}] of cases) {
    it(`${rule}: ${name}`, () => {
      const { files, fixes } = repaired({ [file]: before, ...others }, target);
      const mine = fixes.filter((fix) => fix.rule === rule);
      assert.equal(files[file], after ?? before);
      assert.deepEqual(fixes.length, after === null ? 0 : 1, JSON.stringify(fixes));
      if (after === null) return;
      assert.equal(mine[0]?.path, file);
      assert.ok(mine[0].count >= 1);
      assert.ok(mine[0].detail !== '' && !mine[0].detail.includes('\n'));
      assert.deepEqual(repaired(files, target).fixes, [], 'once is enough');
    });
  }

  it('count each place, and build on one another', () => {
    const before = "\uFEFFconst fs = require('fs');\r\nconst os = require('os');\r\nimport a from './A';\r\n";
    const { files, fixes } = repaired({ 'src/lib.js': before, 'src/a.js': '' }, target);
    assert.equal(
      files['src/lib.js'],
      "import fs from 'node:fs';\nimport os from 'node:os';\nimport a from './a.js';\n",
    );
    assert.deepEqual(
      fixes.map(({ rule, count }) => [rule, count]),
      [
        ['byte-order-mark', 1],
        ['line-ends', 3],
        ['require-in-module', 2],
        ['relative-import', 1],
      ],
    );
  });

  it('do nothing in the mode none', () => {
    const files = new Map([['src/a.js', '\uFEFFx;\r\n']]);
    const result = repairFiles(files, target, { mode: 'none' });
    assert.deepEqual([...result.files], [...files]);
    assert.deepEqual(result.fixes, []);
    assert.equal(repairFiles(files, target, { mode: 'model' }).fixes.length, 2);
  });

  it('throw at nothing, and change nothing a second time', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(
        ...cases.map(([, , before]) => before),
        '\n',
        '`',
        '${',
        '}',
        "'",
        '<script>',
        '&lt;',
        '\r\n',
      ),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const name = fc.constantFrom(
      'src/app.js',
      'src/a.js',
      page,
      'public/index.html',
      'public/a.css',
      'src/a.json',
    );
    fc.assert(
      fc.property(fc.dictionary(name, text, { maxKeys: 4 }), (files) => {
        const once = repaired(files, target);
        assert.deepEqual(Object.keys(once.files), Object.keys(files));
        const changed = new Set(once.fixes.map(({ path }) => path));
        for (const [path, content] of Object.entries(files)) {
          assert.equal(once.files[path] === content, !changed.has(path), path);
        }
        assert.deepEqual(repaired(once.files, target).fixes, []);
      }),
      { numRuns: 1_000 },
    );
  });
});
