import type { CompiledApp } from '../../compile.ts';
import type { Entity } from '../../entities.ts';
import { valueIn } from '../../examples.ts';
import type { Example, ExampleObject } from '../../examples.ts';
import type { Field } from '../../fields.ts';
import type { Operation } from '../../operations.ts';
import type { TriggerStep } from '../../../ground-truth.ts';
import { creationBy, creationOf } from '../creation.ts';
import type { Creation } from '../creation.ts';
import type { Edit, OperationChange, Placed } from '../defect-kind.ts';
import { builtOperations, callsBefore, endpointName, operationsOf } from '../places.ts';

/** Chooses among the places that an app has. */
interface Choice {
  pick<T>(...options: [T, ...T[]]): T;
}

/** null when there is none. */
function pickOne<T>(make: Choice, places: readonly (T | null)[]): T | null {
  const [first, ...others] = places.filter((place) => place !== null);
  return first === undefined ? null : make.pick(first, ...others);
}

/** An update that is answered as if it were stored; null when the app has none that can be read again. */
export function lostUpdate(app: CompiledApp, make: Choice, change: OperationChange): Placed | null {
  const places = builtOperations(app, 'update').map((update): Placed | null => {
    const creation = creationOf(app, update.entity);
    const example = creation?.fit(update);
    const other = creation && example && otherValue(update, example, creation.sent);
    const asked = other && creation.ask(update, { ...example, [other.key]: other.value });
    const read = asked && readAgain(app, creation, update.entity);
    if (!read) return null;
    const name = endpointName(update);
    return {
      edits: change(update),
      breaks: [name],
      trigger: {
        text: `${name}, then read it again: it is as before`,
        steps: [
          ...creation.steps,
          { ...asked, expect: { status: 200 } },
          { ...read, expect: { status: 200, body: lacks(other) } },
        ],
      },
    };
  });
  return pickOne(make, places);
}

/** A list may have to do, as one that was just begun has no other record. */
function readAgain(app: CompiledApp, creation: Creation, entity: Entity): TriggerStep | null {
  const reads = [...builtOperations(app, 'read'), ...builtOperations(app, 'list')];
  for (const read of reads) {
    const asked = read.entity === entity ? creation.ask(read) : null;
    if (asked) return asked;
  }
  return null;
}

const lacks = ({ key, value }: { key: string; value: Example }) =>
  `^(?![^]*"${key.replace(/\W/g, '.')}":${JSON.stringify(value)}(?![\\d.]))`;

/** A value that an update may set and that the record does not have. */
function otherValue(
  { entity, action }: Operation,
  example: ExampleObject,
  sent: ExampleObject,
): { key: string; value: Example } | null {
  const accepted = 'accept' in action ? action.accept : [];
  for (const field of [...entity.writable, ...accepted]) {
    const { key } = field;
    const isLink = entity.references.some((reference) => reference.field === field);
    const given = valueIn(example, key);
    if (given === undefined || isLink) continue;
    const value = valuesOf(field, given).find(
      (other) => other !== valueIn(sent, key) && other !== field.initial && Number(other) !== field.initial,
    );
    if (value !== undefined) return { key, value };
  }
  return null;
}

function valuesOf({ kind, unique, min, max, choices }: Field, example: Example): Example[] {
  if (kind === 'boolean') return [true, false];
  if (kind === 'choice') return choices;
  const fits = (number: number) => number >= (min ?? -1e9) && number <= (max ?? 1e9);
  if (kind === 'text') return fits(9) ? [unique ? 'w{{nonce}}' : 'rewritten'] : [];
  const isNumber = (kind === 'integer' || kind === 'number') && typeof example === 'number' && !unique;
  return isNumber ? [example + 1, example - 1].filter(fits) : [];
}

export function wrongCreation(
  app: CompiledApp,
  make: Choice,
  status: number,
  change: OperationChange,
): Placed | null {
  const places = builtOperations(app, 'create').map((create): Placed | null => {
    const creation = creationBy(app, create);
    if (!creation) return null;
    const name = endpointName(create);
    return {
      edits: change(create),
      breaks: [name],
      trigger: {
        text: `${name} makes a record, and answers ${status}`,
        steps: [...creation.before, { ...creation.step, expect: { status } }],
      },
    };
  });
  return pickOne(make, places);
}

export function wrongDeletion(
  app: CompiledApp,
  make: Choice,
  status: number,
  change: OperationChange,
): Placed | null {
  const places = builtOperations(app, 'delete').map((remove): Placed | null => {
    const creation = creationOf(app, remove.entity);
    const asked = creation?.ask(remove);
    if (!creation || !asked) return null;
    const name = endpointName(remove);
    return {
      edits: change(remove),
      breaks: [name],
      trigger: {
        text: `${name} deletes, and answers ${status}`,
        steps: [...creation.steps, { ...asked, expect: { status } }],
      },
    };
  });
  return pickOne(make, places);
}

/** A list that answers whatever it is limited to; null when there is none that can be asked simply. */
export function listLimited(
  app: CompiledApp,
  limit: string,
  effect: string,
): Pick<Placed, 'trigger' | 'loosens'> | null {
  const list = operationsOf(app, 'list')[0];
  const before = list && callsBefore(app, list);
  if (!list || !before) return null;
  const { path } = list.endpoint;
  const step: TriggerStep = {
    ...{ method: 'GET', path, headers: before.headers, query: { limit } },
    expect: { status: 200 },
  };
  // All that is asked for in pages or numbers goes the same way.
  const kinds = ['list', 'export', 'groups', 'summary'] as const;
  const loosens = kinds.flatMap((kind) => builtOperations(app, kind)).map(endpointName);
  const text = `GET ${path}?limit=${limit}: ${effect}`;
  return { loosens, trigger: { text, steps: [...before.steps, step] } };
}

/** A text that is far longer than its field may be; null when no record with a text can be made simply. */
export function uncheckedText(
  app: CompiledApp,
  change: (entity: Operation['entity'], field: Operation['entity']['fields'][number]) => Edit[],
): Placed | null {
  for (const entity of app.entities) {
    const creation = creationOf(app, entity);
    if (creation === null) continue;
    const { sent, operation } = creation;
    const field = entity.writable.find(
      ({ key, kind }) => kind === 'text' && typeof valueIn(sent, key) === 'string',
    );
    if (field === undefined) continue;
    const attack = { ...sent, [field.key]: '{{x*60000}}' };
    return {
      edits: change(entity, field),
      loosens: [...builtOperations(app, 'create'), ...builtOperations(app, 'update')]
        .filter((one) => one.entity === entity)
        .map(endpointName),
      trigger: {
        text: `${endpointName(operation)} with a ${field.key} of 60000 characters is accepted`,
        steps: [...creation.before, { ...creation.stepWith(attack), expect: { body: 'x{10000}' } }],
      },
    };
  }
  return null;
}

/** A body of three megabytes, most of which no field is; null when no record can be made simply. */
export function hugeBody(app: CompiledApp): Pick<Placed, 'trigger' | 'loosens'> | null {
  const creation = app.entities.map((entity) => creationOf(app, entity)).find((found) => found !== null);
  if (!creation) return null;
  const { sent, before, operation } = creation;
  const huge = creation.stepWith({ ...sent, 'not a field': '{{x*3000000}}' });
  const id = operation.entity.id.key.replace(/\W/g, '.');
  return {
    loosens: app.operations.filter(({ endpoint }) => endpoint.method !== 'GET').map(endpointName),
    trigger: {
      text: `${endpointName(operation)} with a body of three megabytes is read instead of refused with 413`,
      steps: [...before, { ...huge, expect: { body: `"${id}":` } }],
    },
  };
}
