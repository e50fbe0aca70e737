import { Diagnostic, DiagnosticSeverity, Position, Range, languages, workspace } from 'vscode';
import type { TextDocument, Uri } from 'vscode';
import { DisposableStore } from '../engine/domain/disposable.ts';
import type { Disposable } from '../engine/domain/disposable.ts';
import type { InputProblem } from '../engine/domain/errors.ts';
import type { EngineSession } from './engine-session.ts';

/** Problems of pipeline files in the Problems panel, at their line and column. */
export class PipelineDiagnostics implements Disposable {
  readonly #session: EngineSession;
  readonly #disposables = new DisposableStore();
  readonly #collection = this.#disposables.add(languages.createDiagnosticCollection('assay'));

  constructor(session: EngineSession, onError: (error: unknown) => void) {
    this.#session = session;
    this.#disposables.add(
      workspace.onDidSaveTextDocument((document) => {
        // The schema reports what it can while typing; what names refer to is known to the engine alone.
        if (isPipelineFile(document.uri) && session.engine) this.check(document).catch(onError);
      }),
    );
    this.#disposables.add(
      workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => this.#collection.delete(uri))),
    );
  }

  /** @returns what is wrong, after it was put into the panel */
  async check(document: TextDocument): Promise<InputProblem[]> {
    const engine = await this.#session.get();
    const problems = await engine.check(document.getText(), document.uri.fsPath);
    this.show(document, problems);
    return problems;
  }

  show(document: TextDocument, problems: readonly InputProblem[]): void {
    this.#collection.set(
      document.uri,
      problems.map((problem) => diagnosticOf(document, problem)),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

export function isPipelineFile(uri: Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith('.assay.json');
}

function diagnosticOf(document: TextDocument, problem: InputProblem): Diagnostic {
  const line = Math.max(0, (problem.line ?? 1) - 1);
  const character = Math.max(0, (problem.column ?? 1) - 1);
  const start = document.validatePosition(new Position(line, character));
  // What begins there: a quoted text to its closing quote, or a bare value.
  const [token] = /^(?:"(?:[^"\\]|\\.)*"|[^\s",:{}[\]]+)/.exec(
    document.lineAt(start).text.slice(start.character),
  ) ?? [''];
  const range = new Range(start, start.translate(0, token.length));
  const diagnostic = new Diagnostic(range, problem.message, DiagnosticSeverity.Error);
  diagnostic.source = 'Assay';
  return diagnostic;
}
