import { CodeLens, languages, l10n } from 'vscode';
import type { CodeLensProvider, Disposable, TextDocument } from 'vscode';
import { isPipelineFile } from '../pipeline-diagnostics.ts';

const modelsKey = /^\s*\{?\s*"models"\s*:/;

/** "Choose Models…" over the models of a pipeline file. */
const lenses: CodeLensProvider = {
  provideCodeLenses(document: TextDocument): CodeLens[] {
    if (!isPipelineFile(document.uri)) return [];
    for (let line = 0; line < document.lineCount; line++) {
      const { text, range } = document.lineAt(line);
      if (!modelsKey.test(text)) continue;
      const title = l10n.t('Choose Models…');
      return [new CodeLens(range, { title, command: 'assay.chooseModels', arguments: [document.uri] })];
    }
    return [];
  },
};

export function registerModelsLens(): Disposable {
  return languages.registerCodeLensProvider({ pattern: '**/*.assay.json' }, lenses);
}
