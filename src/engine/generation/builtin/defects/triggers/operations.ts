import type { CompiledApp } from '../../compile.ts';
import { isObject } from '../../examples.ts';
import type { Operation } from '../../operations.ts';
import type { TriggerStep } from '../../../ground-truth.ts';
import type { Edit, Placed } from '../defect-kind.ts';
import { callsBefore, creationOf, ofRecord, operationsOf } from '../places.ts';

/** Changes the code of an operation. */
type Change = (operation: Operation) => Edit[];

const lacks = (key: string, value: string) => `^(?![^]*"${key.replace(/\W/g, '.')}":"${value}")`;

/** An update that is answered as if it were stored; null when the app has none that can be read again. */
export function lostUpdate(app: CompiledApp, change: Change): Placed | null {
  for (const update of operationsOf(app, 'update')) {
    const creation = creationOf(app, update.entity);
    const read = operationsOf(app, 'read').find(({ entity }) => entity === update.entity);
    const { request, method, path } = update.endpoint;
    if (!creation || !read || !isObject(request)) continue;
    const text = update.entity.writable.find(
      ({ key, kind }) => kind === 'text' && typeof request[key] === 'string',
    );
    if (text === undefined) continue;
    const { headers } = creation;
    // Short enough for every field that may hold a word.
    const value = 'changed';
    return {
      edits: change(update),
      trigger: {
        text: `${method} ${path}, then read it again: it is as before`,
        steps: [
          ...creation.steps,
          { method, path: ofRecord(update), headers, json: { ...request, [text.key]: value } },
          {
            ...{ method: 'GET', path: ofRecord(read), headers },
            expect: { status: 200, body: lacks(text.key, value) },
          },
        ],
      },
    };
  }
  return null;
}

export function wrongCreation(app: CompiledApp, status: number, change: Change): Placed | null {
  for (const entity of app.entities) {
    const creation = creationOf(app, entity);
    if (creation === null) continue;
    const { step } = creation;
    return {
      edits: change(creation.operation),
      trigger: {
        text: `${step.method} ${step.path} makes a record, and answers ${status}`,
        steps: [...creation.before, { ...step, expect: { status } }],
      },
    };
  }
  return null;
}

export function wrongDeletion(app: CompiledApp, status: number, change: Change): Placed | null {
  for (const remove of operationsOf(app, 'delete')) {
    const creation = creationOf(app, remove.entity);
    if (creation === null) continue;
    const { method, path } = remove.endpoint;
    return {
      edits: change(remove),
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
}

/** A list that is asked with these parameters; null when there is none that can be asked simply. */
export function listAsked(
  app: CompiledApp,
  query: Record<string, string>,
  expect: TriggerStep['expect'] & object,
  text: (path: string) => string,
): Pick<Placed, 'trigger'> | null {
  const list = operationsOf(app, 'list')[0];
  const before = list && callsBefore(app, list);
  if (!list || !before) return null;
  const { path } = list.endpoint;
  const step: TriggerStep = { method: 'GET', path, headers: before.headers, query, expect };
  return { trigger: { text: text(path), steps: [...before.steps, step] } };
}

/** A text that is far longer than its field may be; null when no record with a text can be made simply. */
export function uncheckedText(
  app: CompiledApp,
  change: (entity: Operation['entity'], field: Operation['entity']['fields'][number]) => Edit[],
): Placed | null {
  for (const entity of app.entities) {
    const creation = creationOf(app, entity);
    if (creation === null) continue;
    const { step, sent } = creation;
    const field = entity.writable.find(({ key, kind }) => kind === 'text' && typeof sent[key] === 'string');
    if (field === undefined) continue;
    const attack = { ...sent, [field.key]: '{{x*60000}}' };
    return {
      edits: change(entity, field),
      trigger: {
        text: `${step.method} ${step.path} with a ${field.key} of 60000 characters is accepted`,
        steps: [...creation.before, { ...step, json: attack, expect: { body: 'x{10000}' } }],
      },
    };
  }
  return null;
}
