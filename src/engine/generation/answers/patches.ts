import { languageFamily } from './path-shapes.ts';

const start =
  /^(?:diff --git |--- (?:a\/|\S+\.\w+)|\+\+\+ |@@ -\d+|\*\*\* Begin Patch|\*\*\* Update File|<{5,9} ?(?:SEARCH|ORIGINAL|HEAD))/;

/** Whether a block tells changes to a file instead of the file. */
export function isPatch(language: string, content: string): boolean {
  return languageFamily(language) === 'patch' || start.test(content.trimStart().slice(0, 200));
}

/** The same for an answer without blocks. */
export function isPatchText(text: string): boolean {
  return /^(?:diff --git |--- a\/|\*\*\* Begin Patch|<{5,9} ?SEARCH)/m.test(text.slice(0, 20_000));
}
