const storageKey = 'session-token';
let token = sessionStorage.getItem(storageKey);

export const isSignedIn = () => token !== null;

/** `null` forgets the session. */
export function keepToken(value) {
  token = value;
  if (value === null) sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, value);
}

/** Asks the server; `{id}` in the path is the id. Throws an Error with the server's words. */
export async function call(method, path, id = '', body = undefined) {
  const answer = await fetch(path.replace('{id}', encodeURIComponent(id)), {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const content = text === '' ? null : JSON.parse(text);
  if (answer.ok) return content;
  throw Object.assign(new Error(content?.error ?? 'The server does not answer.'), {
    status: answer.status,
    fields: content?.fields ?? {},
  });
}

/** The rows of an answer, whether it is the list itself or an object around it. */
export function listIn(answer) {
  if (Array.isArray(answer)) return answer;
  return Object.values(answer ?? {}).find((value) => Array.isArray(value)) ?? [];
}

/** A field of an item; null when it has none. */
export function valueOf(item, key) {
  return new Map(Object.entries(item)).get(key) ?? null;
}

/** The first value of that name, wherever it is in an answer. */
export function findValue(answer, key) {
  if (typeof answer !== 'object' || answer === null) return null;
  const own = valueOf(answer, key);
  if (own !== null) return own;
  for (const inner of Object.values(answer)) {
    const value = findValue(inner, key);
    if (value !== null) return value;
  }
  return null;
}
