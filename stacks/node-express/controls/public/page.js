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
export function keepToken(value) {
  if (value === null) sessionStorage.removeItem(tokenName);
  else sessionStorage.setItem(tokenName, value);
}

export function isSignedIn() {
  return sessionStorage.getItem(tokenName) !== null;
}

/** A path's parts as text; `rows` lead to what is meant, the last one is the row itself or null. */
export function addressOf(parts, rows) {
  const words = parts.map((part) =>
    typeof part === 'string' ? part : encodeURIComponent(valueOf(rows.at(-1 - part.up), part.key)),
  );
  return words.join('');
}

/** Asks the server. Throws an Error with the server's words, its status and what is wrong with each field. */
export async function call({ method = 'GET', path }, rows = [null], { query = null, body } = {}) {
  const token = sessionStorage.getItem(tokenName);
  const answer = await fetch(addressOf(path, rows) + (query === null ? '' : `?${query}`), {
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
  return Object.values(answer ?? {}).find((value) => Array.isArray(value)) ?? [];
}

/** A field of an item; null when it has none. */
export function valueOf(item, key) {
  return new Map(Object.entries(item ?? {})).get(key) ?? null;
}

/** What an answer has under a name, itself or in what it wraps. */
export function findIn(answer, key) {
  if (typeof answer !== 'object' || answer === null) return null;
  const own = valueOf(answer, key);
  if (own !== null) return own;
  return Object.values(answer).reduce((found, inner) => found ?? findIn(inner, key), null);
}

/** Rows that fields refer to: key → id → name. What cannot be read has no names. */
export async function readNames(fields) {
  const read = async ({ key, options }) => {
    const query = options.size === null ? null : new URLSearchParams([[options.size, 500]]);
    const rows = await call(options, [null], { query }).then(listIn, () => []);
    const nameOf = (row) => [String(valueOf(row, options.id)), String(valueOf(row, options.text))];
    return [key, new Map(rows.map(nameOf))];
  };
  const referring = fields.filter(({ options }) => options !== null);
  return new Map(await Promise.all(referring.map(read)));
}
