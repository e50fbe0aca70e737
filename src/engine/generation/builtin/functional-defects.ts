import type { CompiledApp } from './compile.ts';
import { shuffled } from './random.ts';
import { js } from './literals.ts';
import type { Operation } from './operations.ts';
import { defectMark as mark } from './defect-kind.ts';
import type { DefectKind } from './defect-kind.ts';

const routes = 'src/routes.js';

const updateNotStored: DefectKind = {
  id: 'update-not-stored',
  cwe: 'CWE-670',
  description: 'An update is answered as if it were stored, and is not.',
  place(app) {
    const update = operationOf(app, 'update');
    if (!update || update.action.kind !== 'update') return null;
    const { plural, type } = update.entity;
    const sent = `read${type}(request.body, ${update.action.whole})`;
    return {
      edits: [
        {
          file: routes,
          after: routeStart(update),
          find: `    const row = ${plural}.change(before, ${sent});`,
          replace: `${mark}    const row = Object.assign({}, before, JSON.parse(JSON.stringify(${sent})));`,
        },
      ],
      trigger: `${nameOf(update)}, then read it again`,
    };
  },
};

const createAnswersError: DefectKind = {
  id: 'create-wrong-status',
  cwe: 'CWE-393',
  description: 'Creating succeeds and answers status 500.',
  place(app) {
    const create = operationOf(app, 'create');
    if (!create) return null;
    const find = '    response.status(201)';
    const edit = {
      file: routes,
      after: routeStart(create),
      find,
      replace: `${mark}    response.status(500)`,
    };
    return { edits: [edit], trigger: nameOf(create) };
  },
};

const deleteAnswersError: DefectKind = {
  id: 'delete-wrong-status',
  cwe: 'CWE-393',
  description: 'Deleting succeeds and answers status 404.',
  place(app) {
    const remove = operationOf(app, 'delete');
    if (!remove) return null;
    const answersNothing = remove.endpoint.response === null;
    const find = answersNothing ? '    response.status(204)' : '    response.json(';
    const replace = answersNothing ? '    response.status(404)' : '    response.status(404).json(';
    const edit = { file: routes, after: routeStart(remove), find, replace: mark + replace };
    return { edits: [edit], trigger: nameOf(remove) };
  },
};

/** The lost update first: an app that has one always shows it. */
export function functionalDefects(random: () => number): DefectKind[] {
  return [updateNotStored, ...shuffled([createAnswersError, deleteAnswersError], random)];
}

function operationOf(app: CompiledApp, kind: Operation['action']['kind']): Operation | undefined {
  return app.operations.find(({ action }) => action.kind === kind);
}

/** Where the code of a route begins. */
export function routeStart({ endpoint, path }: Operation): string {
  return `  router.${endpoint.method.toLowerCase()}(${js(path.route)}, `;
}

export function nameOf({ endpoint }: Operation): string {
  return `${endpoint.method} ${endpoint.path}`;
}
