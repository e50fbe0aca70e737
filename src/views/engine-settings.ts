import { workspace } from 'vscode';
import type { Extension } from 'vscode';

/** Settings that concern the editor only; all others are the engine's. */
export const editorSettings = ['notifications.completion', 'toolboxes.install'] as const;

interface Manifest {
  contributes: { configuration: { properties: Record<string, unknown> } };
}

/** The engine's settings as they are now, named as in `domain/configuration.ts`. */
export function engineSettings(extension: Extension<unknown>): Record<string, unknown> {
  // From the manifest: the definitions themselves would bring the schema library into the start.
  const { properties } = (extension.packageJSON as Manifest).contributes.configuration;
  const values = workspace.getConfiguration('assay');
  const names = Object.keys(properties).map((key) => key.replace(/^assay\./, ''));
  const engineNames = names.filter((name) => !(editorSettings as readonly string[]).includes(name));
  return Object.fromEntries(engineNames.map((name) => [name, values.get(name)]));
}
