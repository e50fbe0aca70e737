import { HttpError } from './http.js';

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A number from the path; what is not one is nothing's id. */
export function idOf(value) {
  if (!/^\d{1,15}$/.test(value)) throw new HttpError(400, 'The id must be a whole number.');
  return Number(value);
}

export function uuidOf(value) {
  if (!uuidShape.test(value)) throw new HttpError(400, 'The id must be a UUID.');
  return value;
}

/** Text from the query; null when it is not there. */
export function textOf(value) {
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string' || value.length > 200) {
    throw new HttpError(400, 'Each query parameter may be given once, with at most 200 characters.');
  }
  return value;
}

/** A pattern for LIKE that finds the text itself, whatever is in it. */
export function patternOf(value) {
  const text = textOf(value);
  return text === null
    ? null
    : `%${text.replaceAll('\\', '\\\\').replaceAll('%', '\\%').replaceAll('_', '\\_')}%`;
}

/** 1, 0, or null when it is not there. */
export function flagOf(value) {
  const text = textOf(value);
  if (text === null) return null;
  if (text === 'true' || text === '1') return 1;
  if (text === 'false' || text === '0') return 0;
  throw new HttpError(400, 'A filter must be true or false.');
}

export function wholeOf(value, otherwise, min, max) {
  const text = textOf(value);
  if (text === null) return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new HttpError(400, `A number in the query must be a whole number from ${min} to ${max}.`);
  }
  return number;
}

/** Rows to show and to skip: `limit` and `offset`, or `page` and `per_page` from 1. */
export function pageOf(query) {
  const limit = wholeOf(query.limit ?? query.per_page, 100, 1, 500);
  const page = wholeOf(query.page, 1, 1, 1_000_000);
  return { limit, offset: wholeOf(query.offset, (page - 1) * limit, 0, 500_000_000) };
}
