import { stripVTControlCharacters } from 'node:util';

/**
 * What others wrote, for a terminal: text, and nothing that it would obey. An app's log could set the title, fill the clipboard or
 * hide what follows.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(controls, '');
}

/** All but tabs and ends of lines; what returns to the line's begin would write over it. */
// eslint-disable-next-line no-control-regex -- what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
