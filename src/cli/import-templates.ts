import { parseTree } from 'jsonc-parser';
import type { InputProblem } from '../engine/domain/errors.ts';
import { readJsonDocument } from '../engine/domain/json-document.ts';
import { nodeAt, placeOf } from '../engine/domain/json-place.ts';
import { looksLikeProgressRecord } from '../engine/domain/progress-record.ts';
import { looksLikeTemplate, maxTemplateBytes } from '../engine/domain/template.ts';
import { readText } from './import-files.ts';

export interface GivenTemplate {
  /** Of the whole file, as it was looked at. */
  text: string;
  /** Another one has its slug: nobody can say which is meant. */
  problem: InputProblem | null;
}

/** The templates among the files, by file; what else is wrong with them is for the import to say. */
export function readTemplates(files: readonly string[]): Map<string, GivenTemplate> {
  const templates = new Map<string, GivenTemplate>();
  const bySlug = new Map<string, string[]>();
  for (const file of files) {
    const one = readSlug(file);
    if (one === null) continue;
    templates.set(file, { text: one.text, problem: null });
    bySlug.set(one.slug, [...(bySlug.get(one.slug) ?? []), file]);
  }
  for (const [slug, same] of bySlug) {
    if (same.length < 2) continue;
    const places = same.map((file) => placeOfSlug(file, templates.get(file)!.text));
    for (const place of places) {
      const { file, line, column } = places.find((one) => one !== place)!;
      const other = [file, line, column].filter((part) => part !== null).join(':');
      const message = `the slug "${slug}" is also that of ${other}; import one of them, or give it another`;
      templates.get(place.file)!.problem = { ...place, message };
    }
  }
  return templates;
}

/** null: it is no template that has one. */
function readSlug(file: string): { text: string; slug: string } | null {
  try {
    const text = readText(file, maxTemplateBytes);
    const { value } = readJsonDocument(file, text);
    if (!looksLikeTemplate(value) || looksLikeProgressRecord(value)) return null;
    const { slug } = value as { slug?: unknown };
    return typeof slug === 'string' ? { text, slug } : null;
  } catch {
    return null;
  }
}

function placeOfSlug(file: string, source: string): Omit<InputProblem, 'message'> {
  const { text } = readJsonDocument(file, source);
  const tree = parseTree(text, [], { disallowComments: true });
  const node = tree && nodeAt(tree, ['slug']);
  return node ? { file, ...placeOf(text, node.offset) } : { file, line: null, column: null };
}
