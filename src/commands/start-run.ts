import { commands, l10n, window } from 'vscode';
import type { CommandContext } from './command.ts';
import { confirmRun } from './confirm-run.ts';
import type { RunOutcome, RunRequest } from '../engine/engine-api.ts';

/**
 * Begins a run, or goes on with it, and shows it in the tree.
 * @returns undefined: nothing was run
 * @throws InputError when there is nothing that can be run
 */
export async function startRun(
  context: CommandContext,
  request: RunRequest,
  again: () => Promise<unknown>,
): Promise<RunOutcome | undefined> {
  const engine = await context.session.get();
  if (!(await confirmRun(engine, request))) return undefined;
  const outcome = await engine.run(request);
  await commands.executeCommand('assay.pipelines.focus');
  await context.tree.revealPipeline(outcome.pipelineId, false);
  if (outcome.outcome === 'finished') void tellFinished(context, outcome.pipelineId, again);
  else if (outcome.notes.length > 0) void window.showInformationMessage(outcome.notes.join(' '));
  else if (outcome.olderUnfinished !== null) void tellOlder(context, outcome.olderUnfinished);
  return outcome;
}

async function tellFinished(
  context: CommandContext,
  pipelineId: number,
  again: () => Promise<unknown>,
): Promise<void> {
  const runAgain = l10n.t('Run Again');
  const openMatrix = l10n.t('Open Matrix');
  const text = l10n.t('This pipeline is finished. Nothing was run.');
  const choice = await window.showInformationMessage(text, openMatrix, runAgain);
  if (choice === openMatrix) await context.matrices.open(pipelineId);
  if (choice === runAgain) await again();
}

async function tellOlder(context: CommandContext, olderId: number): Promise<void> {
  const show = l10n.t('Show It');
  const text = l10n.t(
    'What it is of has changed, so this is a new pipeline. The one of its older content is unfinished and was left alone.',
  );
  if ((await window.showInformationMessage(text, show)) === show)
    await context.tree.revealPipeline(olderId, true);
}
