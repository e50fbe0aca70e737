import { commands, l10n, window } from 'vscode';
import type { Disposable } from 'vscode';
import type { Command, CommandContext } from './command.ts';
import { analyzeFolder } from './analyze-folder.ts';
import { browseSource } from './browse-source.ts';
import { cancelPipeline } from './cancel-pipeline.ts';
import { chooseModels } from './choose-models.ts';
import { cleanUpDocker } from './clean-up-docker.ts';
import { deletePipeline } from './delete-pipeline.ts';
import { loadMore } from './load-more.ts';
import { openAppInBrowser } from './open-app-in-browser.ts';
import { openLog } from './open-log.ts';
import { openMatrix } from './open-matrix.ts';
import { openPipelineFile } from './open-pipeline-file.ts';
import { openSource } from './open-source.ts';
import { pausePipeline } from './pause-pipeline.ts';
import { rebuildApp } from './rebuild-app.ts';
import { restartApp } from './restart-app.ts';
import { resumePipeline } from './resume-pipeline.ts';
import { retryApp } from './retry-app.ts';
import { retryFailed } from './retry-failed.ts';
import { retrySubtask } from './retry-subtask.ts';
import { runPipeline } from './run-pipeline.ts';
import { showAllApps } from './show-all-apps.ts';
import { showAppsNeedingAttention } from './show-apps-needing-attention.ts';
import { showAppLog } from './show-app-log.ts';
import { showAnswer } from './show-answer.ts';
import { showPrompts } from './show-prompts.ts';
import { showToolRun } from './show-tool-run.ts';
import { startApp } from './start-app.ts';
import { startEngine } from './start-engine.ts';
import { stopApp } from './stop-app.ts';
import { removeApiKey } from './remove-api-key.ts';
import { setApiKey } from './set-api-key.ts';
import { AssayError, InputError } from '../engine/domain/errors.ts';

export const allCommands: readonly Command[] = [
  runPipeline,
  analyzeFolder,
  pausePipeline,
  resumePipeline,
  cancelPipeline,
  deletePipeline,
  retryFailed,
  retryApp,
  retrySubtask,
  openMatrix,
  openSource,
  browseSource,
  openPipelineFile,
  showToolRun,
  openLog,
  loadMore,
  showAppsNeedingAttention,
  showAllApps,
  startEngine,
  setApiKey,
  removeApiKey,
  chooseModels,
  showAnswer,
  showPrompts,
  cleanUpDocker,
  startApp,
  stopApp,
  restartApp,
  rebuildApp,
  openAppInBrowser,
  showAppLog,
];

/** Commands exist from the first moment on; what they cannot do yet they say when they are called. */
export function registerCommands(context: CommandContext): Disposable[] {
  return allCommands.map((command) =>
    commands.registerCommand(command.id, async (...args: unknown[]) => {
      if (command.startsWork) context.consent.userActed();
      try {
        return await command.run(context, ...args);
      } catch (error) {
        // Not awaited: the command has ended, its message may stay.
        void showFailure(context, error);
        return undefined;
      }
    }),
  );
}

async function showFailure(context: CommandContext, thrown: unknown): Promise<void> {
  const openTheLog = l10n.t('Open Log');
  const text = InputError.is(thrown) ? thrown.message : messageOf(AssayError.from(thrown));
  context.log.error(thrown instanceof Error ? thrown : String(thrown));
  if ((await window.showErrorMessage(text, openTheLog)) === openTheLog) context.log.show();
}

function messageOf({ message, hint }: AssayError): string {
  return hint === null ? message : `${message} ${hint}`;
}
