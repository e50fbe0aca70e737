import { page } from './rule-case.ts';
import type { RuleCase } from './rule-case.ts';

const uuid = (use: string) => `import { v4 as uuidv4 } from 'uuid';\n${use}\n`;
const fetched = (use: string) => `import fetch from 'node-fetch';\n${use}\n`;

/** Of the rules that look at one file by itself. */
export const codeRuleCases: RuleCase[] = [
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
    'knows the body of a request',
    'package-equivalent',
    fetched('f(request.body, await fetch(x));'),
    'f(request.body, await fetch(x));\n',
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
];
