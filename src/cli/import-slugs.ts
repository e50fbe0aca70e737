import { parseTree } from 'jsonc-parser';
import type { InputProblem } from '../engine/domain/errors.ts';
import { readJsonDocument } from '../engine/domain/json-document.ts';
import type { JsonDocument } from '../engine/domain/json-document.ts';
import { nodeAt, placeOf } from '../engine/domain/json-place.ts';
import { looksLikeProgressRecord } from '../engine/domain/progress-record.ts';
import { looksLikeTemplate, maxTemplateBytes } from '../engine/domain/template.ts';
import { readText } from './import-files.ts';

/** So many files are read at once: each may be large. */
const together = 16;

/** The templates among the files; with a problem those whose slug another one of them has: nobody can say which is meant. */
export async function readSlugs(files: readonly string[]): Promise<Map<string, InputProblem | null>> {
  const problems = new Map<string, InputProblem | null>();
  const bySlug = new Map<string, string[]>();
  for (let begin = 0; begin < files.length; begin += together) {
    const group = files.slice(begin, begin + together);
    const slugs = await Promise.all(group.map(async (file) => slugOf(await readSmall(file))));
    for (const [index, slug] of slugs.entries()) {
      if (slug === null) continue;
      const file = group[index]!;
      problems.set(file, null);
      bySlug.set(slug, [...(bySlug.get(slug) ?? []), file]);
    }
  }
  for (const [slug, same] of bySlug) {
    if (same.length < 2) continue;
    const places = await Promise.all(same.map(placeOfSlug));
    for (const place of places) {
      const { file, line, column } = places.find((one) => one !== place)!;
      const other = [file, line, column].filter((part) => part !== null).join(':');
      const message = `the slug "${slug}" is also that of ${other}; import one of them, or give it another`;
      problems.set(place.file, { ...place, message });
    }
  }
  return problems;
}

/** null: it is no template, or what is wrong with it is for the import to say. */
function slugOf(document: JsonDocument | null): string | null {
  if (!document || !looksLikeTemplate(document.value) || looksLikeProgressRecord(document.value)) return null;
  const { slug } = document.value as { slug?: unknown };
  return typeof slug === 'string' ? slug : null;
}

async function placeOfSlug(file: string): Promise<Omit<InputProblem, 'message'>> {
  const document = await readSmall(file);
  const tree = document && parseTree(document.text, [], { disallowComments: true });
  const node = tree && nodeAt(tree, ['slug']);
  return node ? { file, ...placeOf(document.text, node.offset) } : { file, line: null, column: null };
}

async function readSmall(file: string): Promise<JsonDocument | null> {
  try {
    const text = await readText(file);
    return text.length > maxTemplateBytes ? null : readJsonDocument(file, text);
  } catch {
    return null;
  }
}
