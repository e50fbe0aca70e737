import { nameOf, routeStart } from './functional-defects.ts';
import { js, jsGet, sqlName } from './literals.ts';
import { fieldNamed, isObject } from './examples.ts';
import { defectMark as mark } from './defect-kind.ts';
import type { DefectKind, Edit } from './defect-kind.ts';

/** Adds a route before the end of `routes.js`, and what it imports. */
function addRoute(code: string, imports: string[] = []): Edit[] {
  const first = "import express from 'express';\n";
  const file = 'src/routes.js';
  const edits: Edit[] = [{ file, find: '\n  return router;\n', replace: `\n${code}\n  return router;\n` }];
  if (imports.length > 0) edits.push({ file, find: first, replace: `${first}${imports.join('\n')}\n` });
  return edits;
}

const sqlInjection: DefectKind = {
  id: 'sql-injection',
  cwe: 'CWE-89',
  description: 'A query parameter is joined into the text of an SQL statement.',
  place(app) {
    const lists = app.operations.filter(({ action }) => action.kind === 'list');
    for (const list of lists.filter(({ endpoint }) => isObject(endpoint.request)).reverse()) {
      const { entity, endpoint } = list;
      const searched = ['q', 'search', 'query'].find((name) => Object.hasOwn(endpoint.request as object, name));
      const names = Object.keys(endpoint.request as object);
      const parameter = searched ?? names.find((name) => fieldNamed(name, entity));
      const named = parameter === undefined ? undefined : fieldNamed(parameter, entity);
      const fields = searched ? entity.searchable : named ? [named] : [];
      if (fields.length === 0 || parameter === undefined) continue;
      const text = fields.map((field) => `COALESCE(${sqlName(field.column)}, '')`).join(" || ' ' || ");
      const start = js(`SELECT * FROM ${sqlName(entity.table)} WHERE ${text} LIKE '%`);
      const sql = `${start} + (${jsGet('request.query', parameter)} ?? '') + "%'"`;
      const edit = {
        file: 'src/routes.js',
        after: routeStart(list),
        find: `    const rows = ${entity.plural}.list(filter);`,
        replace: `${mark}    const rows = database.prepare(${sql}).all();`,
      };
      return { edits: [edit], trigger: `${nameOf(list)}?${parameter}=' OR 1=1 --` };
    }
    return null;
  },
};

const crossSiteScripting: DefectKind = {
  id: 'dom-xss',
  cwe: 'CWE-79',
  description: 'Stored text is written into the page as HTML.',
  place: () => ({
    edits: [
      {
        file: 'public/page.js',
        find: '  target.textContent = text;',
        replace: `${mark}  target.innerHTML = text;`,
      },
    ],
    trigger: 'create an item whose text is <img src=x onerror=alert(1)> and open the page',
  }),
};

const hardCodedSecret: DefectKind = {
  id: 'hard-coded-secret',
  cwe: 'CWE-798',
  description: 'The key of the export is in the source.',
  place: ({ entities: [entity] }, secret) => ({
    edits: [
      ...addRoute(`  router.get('/api/export', (request, response) => {
    if (request.get('x-api-key') !== apiKey) {
      response.status(403).json({ error: 'The key is wrong.' });
      return;
    }
    response.json(database.prepare('SELECT * FROM ${sqlName(entity!.table)}').all());
  });
`),
      {
        file: 'src/routes.js',
        find: '\nexport function createRoutes',
        replace: `\n${mark}const apiKey = '${secret}';\n\nexport function createRoutes`,
      },
    ],
    trigger: 'GET /api/export with the header x-api-key from the source',
  }),
};

const weakHash: DefectKind = {
  id: 'weak-hash',
  cwe: 'CWE-328',
  description: 'Share links are signed with MD5.',
  place: () => ({
    edits: addRoute(
      `  router.get('/api/share/:key', (request, response) => {
${mark}    const signature = createHash('md5').update(request.params.key).digest('hex');
    response.json({ signature });
  });
`,
      ["import { createHash } from 'node:crypto';"],
    ),
    trigger: 'GET /api/share/1: the signature is the MD5 of 1',
  }),
};

const codeInjection: DefectKind = {
  id: 'code-injection',
  cwe: 'CWE-95',
  description: 'Numbers in the query are read with eval.',
  place(app) {
    const list = app.operations.find(({ action }) => action.kind === 'list');
    const find = '  const number = Number(text);';
    const edit = { file: 'src/query.js', find, replace: `${mark}  const number = eval(text);` };
    return list ? { edits: [edit], trigger: `${nameOf(list)}?limit=process.exit(1)` } : null;
  },
};

const openRedirect: DefectKind = {
  id: 'open-redirect',
  cwe: 'CWE-601',
  description: 'A redirect goes wherever the query says.',
  place: () => ({
    edits: addRoute(`  router.get('/go', (request, response) => {
${mark}    response.redirect(request.query.to);
  });
`),
    trigger: 'GET /go?to=https://attacker.example',
  }),
};

const permissiveCors: DefectKind = {
  id: 'permissive-cors',
  cwe: 'CWE-942',
  description: 'Every site may read the API.',
  place: () => ({
    edits: [
      {
        file: 'src/app.js',
        find: "    response.set('Permissions-Policy'",
        replace: `${mark}    response.set('Access-Control-Allow-Origin', '*');\n    response.set('Permissions-Policy'`,
      },
    ],
    trigger: 'any request with the header Origin: https://attacker.example',
  }),
};

const verboseErrors: DefectKind = {
  id: 'verbose-errors',
  cwe: 'CWE-209',
  description: 'An error is answered with its stack.',
  place: () => ({
    edits: [
      {
        file: 'src/http.js',
        find: "    response.status(error.status).json({ error: 'The request cannot be read.' });",
        replace: `${mark}    response.status(error.status).json({ error: error.message, stack: error.stack });`,
      },
    ],
    trigger: 'a POST whose body is the one character {',
  }),
};

const pathTraversal: DefectKind = {
  id: 'path-traversal',
  cwe: 'CWE-22',
  description: 'A file is read whose name comes from the query.',
  place: () => ({
    edits: addRoute(
      `  router.get('/files', (request, response) => {
${mark}    const text = readFileSync(path.join(import.meta.dirname, '../public', request.query.name), 'utf8');
    response.type('text/plain').send(text);
  });
`,
      ["import { readFileSync } from 'node:fs';", "import path from 'node:path';"],
    ),
    trigger: 'GET /files?name=../package.json',
  }),
};

const weakRandom: DefectKind = {
  id: 'weak-random',
  cwe: 'CWE-338',
  description: 'Access tokens come from Math.random.',
  place: () => ({
    edits: addRoute(`  router.post('/api/token', (request, response) => {
${mark}    const token = Math.random().toString(36).slice(2);
    response.status(201).json({ token });
  });
`),
    trigger: 'POST /api/token',
  }),
};

export const securityDefects: readonly DefectKind[] = [
  sqlInjection,
  crossSiteScripting,
  hardCodedSecret,
  weakHash,
  codeInjection,
  openRedirect,
  permissiveCors,
  verboseErrors,
  pathTraversal,
  weakRandom,
];
