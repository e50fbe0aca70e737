import type { ModelInfo } from './models.ts';

export interface EditorMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface EditorAnswer {
  text: string;
  /** Its provider's rules kept the model from answering: the text says why. */
  refused: boolean;
  /** Counted by the editor with the model's own tokenizer; null: it could not. */
  usage: { inputTokens: number; outputTokens: number } | null;
  /** What answered, as the editor calls it. */
  servedModel: string;
}

/** The editor's own language models, as the editor hands them in: the engine knows no editor. Names begin with `vscode/`. */
export interface EditorModels {
  list(): Promise<ModelInfo[]>;
  /**
   * Resolves when the model may be asked. Whoever has to be asked for leave is asked, which can take as long as they like.
   * @param onWait called when it has to be waited for
   * @throws AssayError `auth` when it may not, `misconfigured` when there is no such model
   */
  permit(model: string, onWait: () => void): Promise<void>;
  /**
   * Asks once.
   * @param onText called with each piece of the answer; what it throws ends the call
   * @throws AssayError
   */
  complete(
    request: { model: string; messages: readonly EditorMessage[] },
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<EditorAnswer>;
}
