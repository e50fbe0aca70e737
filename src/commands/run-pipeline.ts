import { Range, l10n, window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import type { Command, CommandContext } from './command.ts';
import { choosePipelineFile } from './pipeline-files.ts';
import { startRun } from './start-run.ts';
import { allowToolboxes } from './toolbox-consent.ts';
import { InputError } from '../engine/domain/errors.ts';
import type { InputProblem } from '../engine/domain/errors.ts';
import type { RunOutcome, RunRequest } from '../engine/engine-api.ts';

export const runPipeline: Command = {
  id: 'assay.runPipeline',
  startsWork: true,
  /** @returns the outcome; undefined when nothing was run */
  async run(context, ...args): Promise<RunOutcome | undefined> {
    context.session.assertUsable();
    const uri = await choosePipelineFile(context, args);
    if (!uri) return undefined;
    const document = await workspace.openTextDocument(uri);
    if (document.isDirty) await document.save();
    const problems = await context.diagnostics.check(document);
    if (problems.length > 0) {
      void tellProblems(document, problems);
      return undefined;
    }
    if (!(await allowToolboxes(context))) return undefined;
    return start(context, document, 'continue');
  },
};

async function start(
  context: CommandContext,
  document: TextDocument,
  mode: 'continue' | 'new',
): Promise<RunOutcome | undefined> {
  try {
    const request: RunRequest = { file: document.uri.fsPath, mode };
    return await startRun(context, request, () => start(context, document, 'new'));
  } catch (error) {
    if (!InputError.is(error)) throw error;
    context.diagnostics.show(document, error.problems);
    void tellProblems(document, error.problems);
    return undefined;
  }
}

async function tellProblems(document: TextDocument, problems: readonly InputProblem[]): Promise<void> {
  const [first] = problems;
  if (!first) return;
  const openFile = l10n.t('Open File');
  const name = workspace.asRelativePath(document.uri);
  const place = [name, first.line, first.column].filter((part) => part !== null).join(':');
  const text =
    problems.length === 1
      ? l10n.t('{0}: {1}', place, first.message)
      : l10n.t('{0}: {1} ({2} problems in all)', place, first.message, problems.length);
  if ((await window.showErrorMessage(text, openFile)) !== openFile) return;
  const line = (first.line ?? 1) - 1;
  const character = (first.column ?? 1) - 1;
  await window.showTextDocument(document, { selection: new Range(line, character, line, character) });
}
