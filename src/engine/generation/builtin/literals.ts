/**
 * Text of a template on its way into code. Nothing else carries a template's words into a file, so that
 * no word of a template can become code.
 */

/** A JavaScript expression for a JSON value; safe inside scripts, comments and module text. */
export function js(value: unknown): string {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    // Written as a plain key it would set the object's prototype.
    if (key === '__proto__') return undefined;
    return inner;
  });
  const single = typeof value === 'string' && !/['\\\n\r]/.test(value) && !text.slice(1, -1).includes('\\');
  return escapeScript(single ? `'${text.slice(1, -1)}'` : text);
}

/** The same over several lines, for people to read. Its keys are ours. */
export function jsIndented(value: object): string {
  return escapeScript(JSON.stringify(value, null, 2));
}

/** `<` could end a script element, the separators are line ends to some readers of JavaScript. */
function escapeScript(text: string): string {
  return text.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A property's name in an object literal. A computed name never sets the prototype. */
export function jsKey(key: string): string {
  return isPlain(key) ? key : `[${js(key)}]`;
}

/** Reads a property: `sent.title`, or `sent["the title"]`. */
export function jsGet(object: string, key: string): string {
  return isPlain(key) ? `${object}.${key}` : `${object}[${js(key)}]`;
}

function isPlain(key: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(key) && key !== 'constructor';
}

/** Text inside HTML elements and double-quoted attributes. */
export function html(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** A statement as a JavaScript expression. Its names were given out by a NameSpace: no template's words are in it. */
export function sqlText(sql: string): string {
  if (/[`$]/.test(sql)) return js(sql);
  return `\`${sql.replaceAll('\\', '\\\\')}\``;
}

/** A name in SQL; it was given out by a NameSpace and holds letters, digits and underscores only. */
export function sqlName(name: string): string {
  return `"${name}"`;
}

/** A column with its table: a joined one may have a column of that name too. */
export function columnOf({ table }: { table: string }, { column }: { column: string }): string {
  return `${sqlName(table)}.${sqlName(column)}`;
}

/** The import of those names that the code uses. */
export function importUsed(names: readonly string[], module: string, code: string): string[] {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  return used.length > 0 ? [`import { ${used.join(', ')} } from ${js(module)};`] : [];
}
