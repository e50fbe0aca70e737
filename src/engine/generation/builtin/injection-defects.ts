import { addRoute } from './added-route.ts';
import { defectMark as mark } from './defect-kind.ts';
import type { DefectKind } from './defect-kind.ts';
import { fieldNamed, isObject } from './examples.ts';
import { nameOf, routeStart } from './functional-defects.ts';
import { js, jsGet, sqlName } from './literals.ts';

const sqlInjection: DefectKind = {
  id: 'sql-injection',
  cwe: 'CWE-89',
  description: 'A query parameter is joined into the text of an SQL statement.',
  place(app) {
    const lists = app.operations.filter(({ action }) => action.kind === 'list');
    for (const list of lists.filter(({ endpoint }) => isObject(endpoint.request)).reverse()) {
      const { entity, endpoint } = list;
      const searched = ['q', 'search', 'query'].find((name) =>
        Object.hasOwn(endpoint.request as object, name),
      );
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
    trigger: 'create an item whose text is <b>bold</b> and open the page: it is markup',
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

/** Input that ends up where it is obeyed. */
export const injectionDefects: readonly DefectKind[] = [
  sqlInjection,
  crossSiteScripting,
  codeInjection,
  pathTraversal,
  openRedirect,
];
