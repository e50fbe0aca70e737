import type { ExpressForm, ExpressKind } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { lostUpdate, wrongCreation, wrongDeletion } from '../triggers/operations.ts';
import { inRoute } from './in-route.ts';

function lost(id: string, replace: (row: string, sent: string) => string): ExpressForm {
  return {
    id,
    place: (app, make) =>
      lostUpdate(app, make, (update) => [
        inRoute(update, /^ {4}const row = \w+\.change\(before, (.*)\);$/, (sent, line) =>
          make.flaw(`    const row = ${replace('before', sent)};`, line),
        ),
      ]),
  };
}

export const updateNotStored: ExpressKind = {
  ...knownKinds['update-not-stored'],
  forms: [
    lost('copied', (row, sent) => `Object.assign({}, ${row}, JSON.parse(JSON.stringify(${sent})))`),
    lost('spread', (row, sent) => `{ ...${row}, ...JSON.parse(JSON.stringify(${sent})) }`),
  ],
};

function created(id: string, status: number): ExpressForm {
  return {
    id,
    place: (app, make) =>
      wrongCreation(app, make, status, (create) => [
        inRoute(create, /^ {4}response\.status\(201\)/, (_found, line) =>
          make.flaw(line.replace('response.status(201)', `response.status(${status})`), line),
        ),
      ]),
  };
}

export const createWrongStatus: ExpressKind = {
  ...knownKinds['create-wrong-status'],
  forms: [created('server-error', 500), created('not-found', 404)],
};

function deleted(id: string, status: number): ExpressForm {
  return {
    id,
    place: (app, make) =>
      wrongDeletion(app, make, status, (remove) => [
        inRoute(remove, /^ {4}response\.(?:status\(204\)|json)/, (_found, line) =>
          make.flaw(
            line
              .replace(/response\.status\(204\)/, `response.status(${status})`)
              .replace('response.json', `response.status(${status}).json`),
            line,
          ),
        ),
      ]),
  };
}

export const deleteWrongStatus: ExpressKind = {
  ...knownKinds['delete-wrong-status'],
  forms: [deleted('not-found', 404), deleted('server-error', 500)],
};
