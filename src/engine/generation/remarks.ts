import type { Remark } from '../domain/remarks.ts';
import type { Fix } from '../domain/repair.ts';
import type { AnswerNote, Placeholder } from './answers/answer-reading.ts';
import type { Problem } from './repair/problem.ts';

/** More of one kind say nothing new. */
const mostOfAKind = 100;
const maxDetailLength = 500;

const cut = (text: string) => text.slice(0, maxDetailLength);

export function fixRemarks(fixes: readonly Fix[]): Remark[] {
  return fixes.slice(0, mostOfAKind).map(({ rule, path, count, detail }) => ({
    ...{ kind: 'fix', name: rule, path, line: null, count, detail: cut(detail) },
  }));
}

export function problemRemarks(kind: 'problem' | 'model-repair', problems: readonly Problem[]): Remark[] {
  return problems.slice(0, mostOfAKind).map(({ kind: name, file, line, message }) => ({
    ...{ kind, name, path: file, line, count: 1, detail: cut(message) },
  }));
}

export function placeholderRemarks(placeholders: readonly Placeholder[]): Remark[] {
  return placeholders.slice(0, mostOfAKind).map(({ path, line, text }) => ({
    ...{ kind: 'placeholder', name: 'placeholder', path, line, count: 1, detail: cut(text) },
  }));
}

/** One for each kind of note, with its first place. */
export function readingRemarks(notes: readonly AnswerNote[]): Remark[] {
  const byKind = new Map<string, Remark>();
  for (const { kind: name, path, line, detail } of notes) {
    const known = byKind.get(name);
    if (known) known.count++;
    else byKind.set(name, { kind: 'reading', name, path, line, count: 1, detail: cut(detail) });
  }
  return [...byKind.values()];
}
