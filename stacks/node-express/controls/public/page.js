/** A new element; children that are text stay text. */
export function element(name, properties, ...children) {
  const created = Object.assign(document.createElement(name), properties);
  for (const child of children) {
    if (child instanceof Node) created.append(child);
    else setText(created, child);
  }
  return created;
}

function setText(target, text) {
  target.textContent = text;
}

const tokenName = 'token';

/** The token of who is signed in; null signs out. It goes with the tab. */
export function keepToken(token) {
  if (token === null) sessionStorage.removeItem(tokenName);
  else sessionStorage.setItem(tokenName, token);
}

export function isSignedIn() {
  return sessionStorage.getItem(tokenName) !== null;
}

/** A path with its places filled: the row's id, and the parents' ids by number. */
export function fill(path, id, parents = []) {
  const named = path.replace('{id}', encodeURIComponent(id));
  return parents.reduce((text, parent, place) => text.replace(`{${place}}`, encodeURIComponent(parent)), named);
}

/** Asks the server. Throws an Error with the server's words, its status and what is wrong with each field. */
export async function call(method, path, body) {
  const token = sessionStorage.getItem(tokenName);
  const answer = await fetch(path, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  const content = isJson ? await answer.json() : null;
  if (answer.ok) return content;
  const words = content?.error ?? `The server answered ${answer.status}.`;
  throw Object.assign(new Error(words), { status: answer.status, fields: content?.fields ?? {} });
}

/** The rows of an answer, whether it is the list itself or an object around it. */
export function listIn(answer) {
  if (Array.isArray(answer)) return answer;
  return Object.values(answer).find((value) => Array.isArray(value)) ?? [];
}

/** A field of an item; null when it has none. */
export function valueOf(item, key) {
  return new Map(Object.entries(item)).get(key) ?? null;
}
