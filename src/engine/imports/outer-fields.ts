/** The names of the outermost object's fields, as they are written, found without reading a value. */
export function* outerFields(text: string): Generator<string> {
  const colon = /\s*:/y;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      colon.lastIndex = end + 1;
      if (depth === 1 && colon.test(text)) yield text.slice(at + 1, end);
      at = end;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
  }
}

/** Where its closing quote is, or the end of the text. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}
