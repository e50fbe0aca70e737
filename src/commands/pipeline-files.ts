import { Uri, l10n, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { CommandContext } from './command.ts';
import { isPipelineFile } from '../views/pipeline-diagnostics.ts';

interface FileChoice extends QuickPickItem {
  uri: Uri | null;
}

/**
 * Which pipeline file is meant: the one that the command was called on, or one chosen from the workspace;
 * the last choice is always to make one.
 */
export async function choosePipelineFile(
  context: CommandContext,
  args: readonly unknown[],
  title = l10n.t('Run which pipeline?'),
): Promise<Uri | null> {
  const [given] = args;
  if (given instanceof Uri && isPipelineFile(given)) return given;
  const found = await workspace.findFiles('**/*.assay.json', '**/{node_modules,.assay}/**', 200);
  const choices: FileChoice[] = found
    .map((uri) => ({ label: `$(play) ${workspace.asRelativePath(uri)}`, uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  choices.push({
    label: l10n.t('$(new-file) New Pipeline from the Quickstart'),
    detail: l10n.t('Two control models, three templates: needs no key and takes about a minute.'),
    uri: null,
  });
  const choice = await window.showQuickPick(choices, { title });
  if (!choice) return null;
  return choice.uri ?? makeQuickstart(context, workspace.workspaceFolders![0]!.uri);
}

/** Copies the quickstart into the folder, beside what is there already. */
async function makeQuickstart(context: CommandContext, folder: Uri): Promise<Uri> {
  const source = Uri.joinPath(context.extension.extensionUri, 'examples', 'quickstart.assay.json');
  const taken = new Set((await workspace.fs.readDirectory(folder)).map(([name]) => name));
  let name = 'quickstart.assay.json';
  for (let number = 2; taken.has(name); number++) name = `quickstart-${number}.assay.json`;
  const target = Uri.joinPath(folder, name);
  await workspace.fs.copy(source, target, { overwrite: false });
  await window.showTextDocument(target);
  return target;
}
