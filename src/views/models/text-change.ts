import { Range, WorkspaceEdit, workspace } from 'vscode';
import type { TextDocument } from 'vscode';

/**
 * Makes a document read like this, as one step that can be undone and touches only what differs. A document that was
 * saved before is saved.
 */
export async function changeText(document: TextDocument, text: string): Promise<void> {
  const before = document.getText();
  if (before === text) return;
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === text.at(-1 - end)) end++;
  const range = new Range(document.positionAt(start), document.positionAt(before.length - end));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, range, text.slice(start, text.length - end));
  const { isDirty } = document;
  await workspace.applyEdit(edit);
  if (!isDirty) await document.save();
}
