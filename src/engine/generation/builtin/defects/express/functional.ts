import type { ExpressForm, ExpressKind } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { inRoute } from './in-route.ts';
import { creationOf, ofRecord, operationsOf } from '../places.ts';
import { isObject } from '../../examples.ts';

function lostUpdate(id: string, replace: (row: string, sent: string) => string): ExpressForm {
  return {
    id,
    place(app, make) {
      for (const update of operationsOf(app, 'update')) {
        const creation = creationOf(app, update.entity);
        const read = operationsOf(app, 'read').find(({ entity }) => entity === update.entity);
        const { request, method } = update.endpoint;
        if (!creation || !read || !isObject(request)) continue;
        const text = update.entity.writable.find(
          ({ key, kind }) => kind === 'text' && typeof request[key] === 'string',
        );
        if (text === undefined) continue;
        const { headers } = creation;
        // Short enough for every field that may hold a word.
        const value = 'changed';
        const edit = inRoute(update, /^ {4}const row = \w+\.change\(before, (.*)\);$/, (sent, line) =>
          make.flaw(`    const row = ${replace('before', sent)};`, line),
        );
        return {
          edits: [edit],
          trigger: {
            text: `${method} ${update.endpoint.path}, then read it again: it is as before`,
            steps: [
              ...creation.steps,
              ...[{ method, path: ofRecord(update), headers, json: { ...request, [text.key]: value } }],
              ...[
                {
                  method: 'GET' as const,
                  path: ofRecord(read),
                  headers,
                  expect: { status: 200, body: lacks(text.key, value) },
                },
              ],
            ],
          },
        };
      }
      return null;
    },
  };
}

const lacks = (key: string, value: string) => `^(?![^]*"${key.replace(/\W/g, '.')}":"${value}")`;

export const updateNotStored: ExpressKind = {
  ...knownKinds['update-not-stored'],
  forms: [
    lostUpdate('copied', (row, sent) => `Object.assign({}, ${row}, JSON.parse(JSON.stringify(${sent})))`),
    lostUpdate('spread', (row, sent) => `{ ...${row}, ...JSON.parse(JSON.stringify(${sent})) }`),
  ],
};

function wrongCreation(id: string, bad: string, status: number): ExpressForm {
  return {
    id,
    place(app, make) {
      for (const entity of app.entities) {
        const creation = creationOf(app, entity);
        if (creation === null) continue;
        const { step } = creation;
        const edit = inRoute(creation.operation, /^ {4}response\.status\(201\)/, (_found, line) =>
          make.flaw(line.replace('response.status(201)', bad), line),
        );
        return {
          edits: [edit],
          trigger: {
            text: `${step.method} ${step.path} makes a record, and answers ${status}`,
            steps: [...creation.before, { ...step, expect: { status } }],
          },
        };
      }
      return null;
    },
  };
}

export const createWrongStatus: ExpressKind = {
  ...knownKinds['create-wrong-status'],
  forms: [
    wrongCreation('server-error', 'response.status(500)', 500),
    wrongCreation('not-found', 'response.status(404)', 404),
  ],
};

function wrongDeletion(id: string, status: number): ExpressForm {
  return {
    id,
    place(app, make) {
      for (const remove of operationsOf(app, 'delete')) {
        const creation = creationOf(app, remove.entity);
        if (creation === null) continue;
        const { method, path } = remove.endpoint;
        const edit = inRoute(remove, /^ {4}response\.(?:status\(204\)|json)/, (_found, line) =>
          make.flaw(
            line
              .replace(/response\.status\(204\)/, `response.status(${status})`)
              .replace('response.json', `response.status(${status}).json`),
            line,
          ),
        );
        return {
          edits: [edit],
          trigger: {
            text: `${method} ${path} deletes, and answers ${status}`,
            steps: [
              ...creation.steps,
              { method: 'DELETE', path: ofRecord(remove), headers: creation.headers, expect: { status } },
            ],
          },
        };
      }
      return null;
    },
  };
}

export const deleteWrongStatus: ExpressKind = {
  ...knownKinds['delete-wrong-status'],
  forms: [wrongDeletion('not-found', 404), wrongDeletion('server-error', 500)],
};
