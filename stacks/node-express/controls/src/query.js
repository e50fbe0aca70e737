import { HttpError } from './http.js';

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const dayShape = /^\d{4}-\d\d-\d\d$/;
const clockShape = /^(\d\d:\d\d|\d\d:\d\d:\d\d|\d\d:\d\d:\d\d\.\d{1,9})(Z|[+-]\d\d:\d\d|)$/;

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

export function numberOf(value) {
  const text = textOf(value);
  if (text === null) return null;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new HttpError(400, 'A filter must be a number.');
  return number;
}

/** An instant in ISO 8601; null when it is not there. */
export function timeOf(value) {
  const text = textOf(value);
  if (text !== null && !isTime(text)) {
    throw new HttpError(400, 'A time in the query must be like 2026-01-31T09:30:00Z.');
  }
  return text;
}

/** Whether a text is a day or an instant in ISO 8601. */
export function isTime(text) {
  const isShaped =
    dayShape.test(text.slice(0, 10)) &&
    (text.length === 10 || (text[10] === 'T' && clockShape.test(text.slice(11))));
  return isShaped && !Number.isNaN(Date.parse(text));
}

/** The column to sort by and the direction; null: the list's own order. */
export function orderOf(query, columns) {
  const name = textOf(query.sort);
  const direction = textOf(query.order)?.toLowerCase() ?? 'asc';
  if (name !== null && !columns.has(name)) throw new HttpError(400, 'The list cannot be sorted by this.');
  if (direction !== 'asc' && direction !== 'desc') throw new HttpError(400, 'The order is asc or desc.');
  return { sort: columns.get(name) ?? null, direction };
}

/** Rows to show and to skip: `limit` and `offset`, or `page` and `per_page` from 1. */
export function pageOf(query) {
  const limit = wholeOf(query.limit ?? query.per_page, 100, 1, 500);
  const page = wholeOf(query.page, 1, 1, 1_000_000);
  return { limit, offset: wholeOf(query.offset, (page - 1) * limit, 0, 500_000_000) };
}
