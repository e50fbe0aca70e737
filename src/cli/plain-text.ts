/**
 * What others wrote, for a terminal: text, and nothing that it would obey. An app's log could set the title, fill the clipboard or
 * hide what follows.
 */
export function plainText(text: string): string {
  return text.replace(colours, '').replace(controls, '');
}

/**
 * Colours and moves of the cursor, whole: without their beginning alone they would be read as text. By the grammar of ECMA-48, of
 * which Node's own `stripVTControlCharacters` knows a part: of `ESC[>4;1m` it leaves the most.
 */
// eslint-disable-next-line no-control-regex -- what is looked for
const colours = /\u001b\[[0-?]*[ -/]*[@-~]/g;
/** All but tabs and ends of lines; what returns to the line's begin would write over it. */
// eslint-disable-next-line no-control-regex -- what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
