import { knownKinds } from '../known-kinds.ts';
import { lostUpdate, wrongCreation, wrongDeletion } from '../triggers/operations.ts';
import { inRoute } from './edits.ts';
import type { FlaskForm, FlaskKind } from './flask-maker.ts';

function lost(id: string, row: string): FlaskForm {
  return {
    id,
    place: (app, make) =>
      lostUpdate(app, make, (update) => [
        inRoute(update, /^ {4}row = \w+\.change\(before, values\)$/, (_, line) =>
          make.flaw(`    row = ${row}`, line),
        ),
      ]),
  };
}

export const updateNotStored: FlaskKind = {
  ...knownKinds['update-not-stored'],
  forms: [lost('union', 'before | values'), lost('unpacked', '{**before, **values}')],
};

function created(id: string, status: number): FlaskForm {
  return {
    id,
    place: (app, make) =>
      wrongCreation(app, make, status, (create) => [
        inRoute(create, /^ {4}return .*, 201$/, (_, line) =>
          make.flaw(line.replace(/201$/, String(status)), line),
        ),
      ]),
  };
}

export const createWrongStatus: FlaskKind = {
  ...knownKinds['create-wrong-status'],
  forms: [created('server-error', 500), created('not-found', 404)],
};

function deleted(id: string, status: number): FlaskForm {
  return {
    id,
    place: (app, make) =>
      wrongDeletion(app, make, status, (remove) => [
        inRoute(remove, /^ {4}return /, (_, line) =>
          make.flaw(`${line.replace(/, 204$/, '')}, ${status}`, line),
        ),
      ]),
  };
}

export const deleteWrongStatus: FlaskKind = {
  ...knownKinds['delete-wrong-status'],
  forms: [deleted('not-found', 404), deleted('server-error', 500)],
};
