import { Range, TextEditorRevealType, window, workspace } from 'vscode';
import type { TextDocument, TextEditor } from 'vscode';
import { DisposableStore } from '../../engine/domain/disposable.ts';
import type { Disposable } from '../../engine/domain/disposable.ts';

/** Keeps the end of growing documents in view, until a reader scrolls up; at the end again it goes on. */
export class FollowedEnds implements Disposable {
  readonly #disposables = new DisposableStore();
  /** The last line in view of editors that do not follow any more. */
  readonly #left = new WeakSet<TextEditor>();
  readonly #lastLine = new WeakMap<TextEditor, number>();

  /** @param grows whether a document is one of those */
  constructor(grows: (document: TextDocument) => boolean) {
    this.#disposables.add(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (!grows(document)) return;
        for (const editor of window.visibleTextEditors)
          if (editor.document === document) this.#follow(editor);
      }),
    );
    this.#disposables.add(
      window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
        if (grows(textEditor.document)) this.#scrolled(textEditor, visibleRanges);
      }),
    );
  }

  #follow(editor: TextEditor): void {
    if (this.#left.has(editor)) return;
    const { end } = editor.document.lineAt(editor.document.lineCount - 1).range;
    editor.revealRange(new Range(end, end), TextEditorRevealType.Default);
  }

  #scrolled(editor: TextEditor, ranges: readonly Range[]): void {
    const last = ranges.at(-1)?.end.line ?? 0;
    const before = this.#lastLine.get(editor) ?? 0;
    this.#lastLine.set(editor, last);
    // What is scrolled up shows earlier lines than before; growth alone never does.
    if (last >= editor.document.lineCount - 2) this.#left.delete(editor);
    else if (last < before) this.#left.add(editor);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
