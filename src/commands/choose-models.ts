import { ThemeIcon, commands, l10n, window, workspace } from 'vscode';
import type { TextDocument, Uri } from 'vscode';
import type { Command, CommandContext } from './command.ts';
import { choosePipelineFile } from './pipeline-files.ts';
import { keyedProviders } from './provider-choice.ts';
import { changeText } from '../views/models/text-change.ts';
import { modelItems } from '../views/models/model-items.ts';
import type { ModelItem } from '../views/models/model-items.ts';
import { isPipelineFile } from '../views/pipeline-diagnostics.ts';
import { InputError } from '../engine/domain/errors.ts';
import type { ModelList } from '../engine/domain/models.ts';
import { providerKind } from '../engine/domain/providers.ts';

/** Writes the models that are ticked into a pipeline file. */
export const chooseModels: Command = {
  id: 'assay.chooseModels',
  async run(context, ...args) {
    context.session.assertUsable();
    const uri = await fileOf(context, args);
    if (!uri) return;
    const document = await workspace.openTextDocument(uri);
    const { modelsIn, withModels } = await import('../views/models/pipeline-models.lazy.ts');
    const named = modelsIn(document.getText());
    if (named === null) {
      throw InputError.of(
        workspace.asRelativePath(uri),
        l10n.t('is no JSON object, so it can name no models'),
      );
    }
    const chosen = await pickModels(context, named);
    if (chosen === undefined) return;
    await changeText(document, withModels(document.getText(), chosen));
    await showModels(document);
  },
};

async function fileOf(context: CommandContext, args: readonly unknown[]): Promise<Uri | null> {
  const active = window.activeTextEditor?.document.uri;
  if (args.length === 0 && active && isPipelineFile(active)) return active;
  return choosePipelineFile(context, args, l10n.t('Choose the models of which pipeline?'));
}

/** @returns undefined: the reader changed their mind */
async function pickModels(context: CommandContext, named: string[]): Promise<string[] | undefined> {
  const pick = window.createQuickPick<ModelItem>();
  const keyButton = { iconPath: new ThemeIcon('key'), tooltip: l10n.t('Set API Key…') };
  pick.title = l10n.t('Choose Models');
  pick.placeholder = l10n.t('Tick the models that write the apps; type to filter');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.buttons = [keyButton];
  pick.busy = true;
  pick.items = modelItems([], named);
  pick.selectedItems = pick.items.filter(({ model }) => model !== null);
  pick.show();
  const closed = new Promise<string[] | undefined>((resolve) => {
    pick.onDidAccept(() => {
      if (pick.selectedItems.length > 0) resolve(modelsOf(pick.selectedItems));
      else pick.prompt = l10n.t('A pipeline needs a model: tick at least one.');
    });
    pick.onDidTriggerButton(() => {
      resolve(undefined);
      void commands.executeCommand('assay.setApiKey');
    });
    pick.onDidHide(() => resolve(undefined));
  });
  try {
    const lists = await Promise.race([listModels(context), closed.then(() => null)]);
    if (lists) {
      // What was ticked while they came stays ticked.
      const ticked = modelsOf(pick.selectedItems);
      pick.items = modelItems(lists, named);
      pick.selectedItems = pick.items.filter(({ model }) => model !== null && ticked.includes(model));
      const missing = await whatIsMissing(context, lists);
      if (missing !== '') pick.prompt = missing;
      pick.busy = false;
    }
    return await closed;
  } finally {
    pick.dispose();
  }
}

async function listModels({ session }: CommandContext): Promise<ModelList[]> {
  return (await session.get()).listModels();
}

function modelsOf(items: readonly ModelItem[]): string[] {
  return items.map(({ model }) => model).filter((model) => model !== null);
}

/** Whose models are not there, or may be old, why, and what helps. */
async function whatIsMissing({ keys }: CommandContext, lists: readonly ModelList[]): Promise<string> {
  const listed = new Set(lists.map(({ provider }) => provider));
  const withoutKey = (await keyedProviders(keys)).filter(
    ({ provider, origin }) => origin === null && !listed.has(provider) && providerKind(provider).needsKey,
  );
  const sentences = lists.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  if (withoutKey.length > 0) {
    const titles = withoutKey.map(({ title }) => title).join(', ');
    sentences.unshift(l10n.t('Not listed, for want of a key: {0}. The key above sets one.', titles));
  }
  return sentences.join(' ');
}

async function showModels(document: TextDocument): Promise<void> {
  const editor = await window.showTextDocument(document);
  const at = document.positionAt(Math.max(0, document.getText().indexOf('"models"')));
  editor.revealRange(document.lineAt(at).range);
}
