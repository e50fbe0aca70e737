import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { wordsOf } from './naming.ts';

/** From when to when a row is; the end comes after the start. */
export interface Period {
  start: Field;
  end: Field;
}

/** Rows that refer to the same row must not overlap in time. */
export interface Overlap extends Period {
  reference: Field;
  /** Rows with one of these values are in nobody's way. */
  except: { field: Field; values: (string | number)[] } | null;
}

/** Making a row moves an amount from the balance of one row to that of another. */
export interface Transfer {
  from: Field;
  to: Field;
  amount: Field;
  /** Has the balance. */
  entity: Entity;
  balance: Field;
}

const startWords = ['start', 'starts', 'from', 'begin', 'begins'];
const endWords = ['end', 'ends', 'until', 'to', 'finish', 'finishes'];

/** A start and an end of the same kind, that clients set. */
export function readPeriod(entity: Entity): Period | null {
  const times = entity.writable.filter((field) => field.kind === 'datetime' || field.kind === 'date');
  const named = (words: string[]) =>
    times.find((field) => wordsOf(field.key).some((word) => words.includes(word)));
  const start = named(startWords);
  const end = named(endWords);
  return start && end && start !== end && start.kind === end.kind ? { start, end } : null;
}

/** A period, and a reference to what is taken for that time. */
export function readOverlap(entity: Entity): Overlap | null {
  const period = readPeriod(entity);
  const taken = entity.references.filter(({ field }) => field !== entity.owner);
  const reference = (taken.find(({ field }) => field.required && !field.readOnly) ?? taken[0])?.field;
  return period && reference ? { ...period, reference, except: cancelled(entity) } : null;
}

function cancelled(entity: Entity): Overlap['except'] {
  const word = /cancel|reject|declin|withdraw/i;
  for (const field of entity.fields) {
    // Plain words only: they stand in statements as they are.
    const isMeant = (choice: string) => word.test(choice) && /^[\w -]+$/.test(choice);
    const values = field.kind === 'choice' ? field.choices.filter(isMeant) : [];
    if (values.length > 0) return { field, values };
    if (field.kind === 'boolean' && word.test(field.key)) return { field, values: [1] };
  }
  return null;
}

export function readTransfer(entity: Entity): Transfer | null {
  const sides = (word: string) =>
    entity.references.filter(({ field }) => {
      const words = wordsOf(field.key);
      return words.length > 2 && words[0] === word && words.at(-1) === 'id' && !field.readOnly;
    });
  const amount = entity.writable.find(
    ({ key, kind }) => key.toLowerCase() === 'amount' && (kind === 'integer' || kind === 'number'),
  );
  for (const from of sides('from')) {
    const to = sides('to').find((side) => side.entity === from.entity);
    const balance = from.entity.fields.find(
      ({ key, kind, readOnly }) =>
        key.toLowerCase() === 'balance' && readOnly && (kind === 'integer' || kind === 'number'),
    );
    if (to && balance && amount) {
      return { from: from.field, to: to.field, amount, entity: from.entity, balance };
    }
  }
  return null;
}
