import { HttpError } from './http.js';

const most = 1_000;

/** The list of a request that brings several items at once. */
export function itemsOf(body, key) {
  const items = new Map(Object.entries(body ?? {})).get(key);
  if (!Array.isArray(items) || items.length === 0 || items.length > most) {
    throw new HttpError(400, `Send a list of 1 to ${most} items.`, { [key]: 'Must be a list of items.' });
  }
  return items;
}

/** Says with each problem which of the items has it. */
export function imported(store) {
  return (item, index) => {
    try {
      return store(item);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      throw new HttpError(error.status, `Item ${index + 1}: ${error.message}`, error.fields);
    }
  };
}
