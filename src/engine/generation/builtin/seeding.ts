import type { Defect } from '../ground-truth.ts';
import type { CompiledApp } from './compile.ts';
import { randomText, seededRandom, shuffled } from './random.ts';
import { defectMark } from './defect-kind.ts';
import type { DefectKind, Edit } from './defect-kind.ts';
import { functionalDefects } from './functional-defects.ts';
import { injectionDefects } from './injection-defects.ts';
import { weaknessDefects } from './weakness-defects.ts';

/**
 * Puts six to eight known defects into a copy of the app, chosen by the seed: one or two that make an
 * endpoint do something else than it says, the others weaknesses.
 */
export function seedDefects(
  app: CompiledApp,
  seed: number,
): { files: Map<string, string>; defects: Defect[] } {
  const random = seededRandom(seed);
  const total = 6 + Math.floor(random() * 3);
  const secret = randomText(32, random);
  const files = new Map(app.files);
  const found: Omit<Defect, 'file' | 'line'>[] = [];

  const seedUpTo = (count: number, kinds: readonly DefectKind[]) => {
    for (const { place, ...kind } of kinds) {
      if (found.length >= count) return;
      const placed = place(app, secret);
      if (!placed || !applyEdits(files, placed.edits, found.length)) continue;
      found.push({ ...kind, trigger: placed.trigger });
    }
  };
  seedUpTo(total > 6 ? 2 : 1, functionalDefects(random));
  seedUpTo(total, shuffled([...injectionDefects, ...weaknessDefects], random));
  return { files, defects: locate(files, found) };
}

/** All of them or, when one finds no place, none. */
function applyEdits(files: Map<string, string>, edits: readonly Edit[], index: number): boolean {
  const changed = new Map<string, string>();
  for (const { file, after = '', find, replace } of edits) {
    const content = changed.get(file) ?? files.get(file);
    if (content === undefined) return false;
    const start = content.indexOf(after);
    const place = start < 0 ? -1 : content.indexOf(find, start);
    if (place < 0) return false;
    const marked = replace.replace(defectMark, `${defectMark}${index}${defectMark}`);
    changed.set(file, content.slice(0, place) + marked + content.slice(place + find.length));
  }
  for (const [file, content] of changed) files.set(file, content);
  return true;
}

/** Takes the marks out again; where they stood are the defects. */
function locate(files: Map<string, string>, found: readonly Omit<Defect, 'file' | 'line'>[]): Defect[] {
  const defects: Defect[] = [];
  for (const [file, content] of files) {
    const lines = content.split('\n').map((line, index) => {
      const mark = new RegExp(`${defectMark}(\\d+)${defectMark}`).exec(line);
      if (!mark) return line;
      const { id, cwe, description, trigger } = found[Number(mark[1])]!;
      defects.push({ id, cwe, file, line: index + 1, description, trigger });
      return line.replace(mark[0], '');
    });
    files.set(file, lines.join('\n'));
  }
  return defects;
}
