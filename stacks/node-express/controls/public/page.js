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

/** Asks the server; `{id}` in the path is the id. Throws an Error with the server's words. */
export async function call(method, path, id, body) {
  const answer = await fetch(path.replace('{id}', encodeURIComponent(id)), {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = answer.status === 204 ? null : await answer.json();
  if (answer.ok) return content;
  throw Object.assign(new Error(content.error), { fields: content.fields ?? {} });
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
