import { readInfo } from './info-strings.ts';
import { pathInCaption, pathInComment } from './nearby-paths.ts';

/** Which file a block is, and how that is known. */
export interface BlockName {
  language: string;
  path: string | null;
  from: 'standard' | 'info' | 'comment' | 'caption' | null;
  /** Index of the line that the block is announced in, when a caption names it. */
  captionLine: number | null;
}

/**
 * Looks for the name of a block in its opening line, in its first line, and in the line before it.
 * @param open index of the opening line
 * @param floor index of the first line that can belong to it
 */
export function nameBlock(lines: readonly string[], open: number, info: string, floor: number): BlockName {
  const told = readInfo(info);
  const { language } = told;
  if (told.path !== null) {
    return { language, path: told.path, from: told.standard ? 'standard' : 'info', captionLine: null };
  }
  const first = firstOf(lines, open + 1, 1);
  const inside = first === null ? null : pathInComment(lines[first]!, language);
  const before = firstOf(lines, open - 1, -1, floor);
  const above = before === null ? null : pathInCaption(lines[before]!, language);
  // A comment may give the name alone where the caption gives the whole path.
  const isFuller = above !== null && (inside === null || above.endsWith(`/${inside}`));
  if (isFuller) return { language, path: above, from: 'caption', captionLine: before };
  return { language, path: inside, from: inside === null ? null : 'comment', captionLine: null };
}

/** The line at an index, or the next one when that is blank; further away nothing belongs to a block. */
function firstOf(lines: readonly string[], at: number, step: 1 | -1, floor = 0): number | null {
  for (let index = at; index !== at + 2 * step; index += step) {
    const line = lines[index];
    if (line === undefined || index < floor) return null;
    if (line.trim() !== '') return index;
  }
  return null;
}

export function isMarkdown({ language, path }: Pick<BlockName, 'language' | 'path'>): boolean {
  if (path !== null) return /\.(?:md|mdx|markdown)$/i.test(path);
  return /^(?:md|mdx|markdown)$/i.test(language);
}
