export type Json = Record<string, unknown>;

/** Answered as it is. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @returns what is wrong with a value; null: nothing */
type Check = (value: unknown) => string | null;

export const text =
  (max: number, min = 1): Check =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max
      ? null
      : `has ${min} to ${max} letters`;
export const number =
  (min: number, max: number, whole = true): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))
      ? null
      : `is a number from ${min} to ${max}`;
export const choice =
  (...choices: string[]): Check =>
  (value) =>
    choices.includes(value as string) ? null : `is one of ${choices.join(', ')}`;
export const date: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))
    ? null
    : 'is a date';
export const email: Check = (value) =>
  typeof value === 'string' && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? null : 'is an address';
export const url: Check = (value) =>
  typeof value === 'string' && /^https?:\/\/\S+$/.test(value) ? null : 'is an address';
export const base64: Check = (value) =>
  typeof value === 'string' && value !== '' && Buffer.from(value, 'base64').toString('base64') === value
    ? null
    : 'is base64';
export const texts =
  (max: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= max && value.every((entry) => typeof entry === 'string')
      ? null
      : `is a list of at most ${max} texts`;

export interface Rules {
  required: Record<string, Check>;
  optional?: Record<string, Check>;
}

/**
 * What a client sent, as far as the rules know it.
 * @param partial what is required may be left out, as in a change
 */
export function read(body: unknown, { required, optional = {} }: Rules, partial = false): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal(400, 'An object is needed.');
  const sent = body as Json;
  const known: Json = {};
  for (const [key, check] of Object.entries({ ...required, ...optional })) {
    if (sent[key] === undefined) {
      if (key in required && !partial) throw new Refusal(400, `${key} is missing.`);
      continue;
    }
    const problem = check(sent[key]);
    if (problem !== null) throw new Refusal(400, `${key} ${problem}.`);
    known[key] = sent[key];
  }
  return known;
}
