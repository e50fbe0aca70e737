import { AssayError } from '../domain/errors.ts';
import type { Remark } from '../domain/remarks.ts';
import type { Fix, RepairMode } from '../domain/repair.ts';
import { formatAnswer } from './answers/answer-format.ts';
import type { AnswerNote, Placeholder } from './answers/answer-reading.ts';
import { collectFiles } from './answers/collect-files.ts';
import type { WholeAnswer } from './ask-whole.ts';
import { fixRemarks, placeholderRemarks, problemRemarks, readingRemarks } from './remarks.ts';
import type * as RepairBundle from './repair/repair.lazy.ts';
import type { Problem } from './repair/problem.ts';
import type { RepairTarget } from './repair/repair-rule.ts';

type Repair = typeof RepairBundle;

/** The files of an app to be, and what is known of them. */
interface Draft {
  files: ReadonlyMap<string, string>;
  fixes: readonly Fix[];
  placeholders: readonly Placeholder[];
  problems: readonly Problem[];
  notes: readonly AnswerNote[];
}

export interface SettledFiles {
  files: ReadonlyMap<string, string>;
  remarks: Remark[];
}

/**
 * Makes an answer's files what the app will be: by the rules, and with `model` by one more request where something is
 * wrong. Without `model` what is wrong stays, and is remarked: the app is the model's, and is analysed as it is.
 * @param askRepair with what the model has said, and what it is asked
 * @throws AssayError `invalid_output` when a required file is missing, or the repaired app still cannot run
 */
export async function settleFiles(
  answer: WholeAnswer,
  target: RepairTarget,
  mode: RepairMode,
  askRepair: (said: string, request: string) => Promise<WholeAnswer>,
): Promise<SettledFiles> {
  const repair = await import('./repair/repair.lazy.ts');
  const { files, placeholders, notes } = answer.reading;
  const first = draft(repair, target, mode, { files, placeholders, notes });
  const wrong = [...first.problems, ...repair.placeholderProblems(placeholders)];
  if (mode !== 'model' || wrong.length === 0) {
    const missing = first.problems.filter(({ kind, file }) => kind === 'required' && !files.has(file));
    if (missing.length > 0) throw broken(repair, missing);
    return settled(first, []);
  }
  try {
    // The places of the errors are those after the rules, so that is what the model must have said.
    const said = first.fixes.length === 0 ? answer.text : formatAnswer(first.files);
    const { reading } = await askRepair(said, repair.repairRequest(wrong));
    const second = draft(repair, target, mode, replaceFiles(first, reading, target));
    if (second.problems.length > 0) throw broken(repair, second.problems);
    const still = first.fixes.filter(({ path }) => !reading.files.has(path));
    return settled({ ...second, fixes: [...still, ...second.fixes] }, wrong);
  } catch (error) {
    const unusable = AssayError.is(error) && ['invalid_output', 'truncated'].includes(error.errorClass);
    if (!unusable) throw error;
    // Where only words stood for code the app can run as it was, and no repair makes it worse.
    if (first.problems.length === 0) return settled(first, []);
    throw new AssayError(error.errorClass, `The model did not repair its app. ${error.message}`, {
      cause: error,
      hint: 'Generate the app again.',
      detail: error.detail ?? broken(repair, first.problems).detail ?? '',
    });
  }
}

function draft(
  repair: Repair,
  target: RepairTarget,
  mode: RepairMode,
  read: Pick<Draft, 'files' | 'placeholders' | 'notes'>,
): Draft {
  const { files, fixes } = repair.repairFiles(read.files, target, { mode });
  return { ...read, files, fixes, problems: repair.checkFiles(files, target.scaffold, target.stack) };
}

/** The files of the second answer in place of those of the first, path by path; together they have to be an app as well. */
function replaceFiles(
  first: Draft,
  second: Pick<WholeAnswer['reading'], 'files' | 'notes'>,
  { stack }: RepairTarget,
): Pick<Draft, 'files' | 'placeholders' | 'notes'> {
  const both = new Map([...first.files, ...second.files]);
  const found = [...both].map(([path, content]) => ({ path, content, line: 1 }));
  const { files, placeholders } = collectFiles(found, stack.writable, { characters: 0 });
  return { files, placeholders, notes: [...first.notes, ...second.notes] };
}

function broken(repair: Repair, problems: readonly Problem[]): AssayError {
  const lines = problems.map(repair.formatAppProblem);
  const more = lines.length > 1 ? `, and ${lines.length - 1} more` : '';
  return new AssayError('invalid_output', `The app cannot run as it is: ${lines[0]}${more}.`, {
    hint: 'Generate the app again.',
    detail: lines.join('\n'),
  });
}

function settled(draft: Draft, corrected: readonly Problem[]): SettledFiles {
  const remarks = [
    ...fixRemarks(draft.fixes),
    ...problemRemarks('model-repair', corrected),
    ...problemRemarks('problem', draft.problems),
    ...placeholderRemarks(draft.placeholders),
    ...readingRemarks(draft.notes),
  ];
  return { files: draft.files, remarks };
}
