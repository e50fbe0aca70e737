import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';
import type { AnalyzerProgram } from '../domain/analyzer-host.ts';
import { analyzerMethods, requestCancelledCode } from '../domain/analyzer-protocol.ts';
import type {
  AnalyzeParams,
  AnalyzeProgress,
  AnalyzeResult,
  InitializeParams,
  InitializeResult,
  SourceFolder,
  SourcePiece,
} from '../domain/analyzer-protocol.ts';
import type { Disposable } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import type { Service } from '../domain/tools.ts';

/** What the engine asks of one running analyzer program. */
export class AnalyzerClient implements Disposable {
  readonly program: AnalyzerProgram;
  readonly #service: Service;
  readonly #listeners = new Map<string, (progress: AnalyzeProgress) => void>();
  #isOver = false;
  /** Resolves when the program has ended, however that came about. */
  readonly ended: Promise<void>;

  constructor(program: AnalyzerProgram, service: Service) {
    this.program = program;
    this.#service = service;
    const { connection } = program;
    connection.onNotification(analyzerMethods.progress, (progress: AnalyzeProgress) =>
      this.#listeners.get(progress.runId)?.(progress),
    );
    // What is wrong with the connection shows in the requests that it fails.
    connection.onError(() => this.dispose());
    this.ended = program.ended.then(() => this.#finish());
    connection.listen();
  }

  initialize(params: InitializeParams, signal: AbortSignal): Promise<InitializeResult> {
    return this.#request<InitializeResult>(analyzerMethods.initialize, params, signal);
  }

  async analyze(
    params: AnalyzeParams,
    signal: AbortSignal,
    onProgress: (progress: AnalyzeProgress) => void,
  ): Promise<AnalyzeResult> {
    this.#listeners.set(params.runId, onProgress);
    try {
      return await this.#request<AnalyzeResult>(analyzerMethods.analyze, params, signal);
    } finally {
      this.#listeners.delete(params.runId);
    }
  }

  openSource(signal: AbortSignal): Promise<SourceFolder> {
    return this.#request<SourceFolder>(analyzerMethods.openSource, {}, signal);
  }

  writeSource(piece: SourcePiece, signal: AbortSignal): Promise<null> {
    return this.#request<null>(analyzerMethods.writeSource, piece, signal);
  }

  closeSource(folder: SourceFolder, signal: AbortSignal): Promise<null> {
    return this.#request<null>(analyzerMethods.closeSource, folder, signal);
  }

  /** Ends the program and all that it started. */
  dispose(): void {
    void this.stop();
  }

  stop(): Promise<void> {
    this.#finish();
    return this.program.stop();
  }

  /**
   * @throws AssayError `cancelled`, `transient` when the program ends before it answers, `bug` when it
   * does not understand the request
   */
  async #request<T>(method: string, params: unknown, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const source = new CancellationTokenSource();
    const cancel = () => source.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      // First: a connection that is closed already throws, and nobody would hear of the program's end.
      const answer = this.program.connection.sendRequest<T>(method, params, source.token);
      const died = this.ended.then(() => {
        throw this.deathOf();
      });
      return await Promise.race([answer, died]);
    } catch (error) {
      if (signal.aborted) throw new AssayError('cancelled', `The ${this.#service} service was told to stop.`);
      if (error instanceof ResponseError) {
        const errorClass = error.code === requestCancelledCode ? 'cancelled' : 'bug';
        if (!this.#isOver) throw new AssayError(errorClass, `${this.#service}: ${error.message}`);
      }
      throw this.#isOver ? this.deathOf() : error;
    } finally {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    }
  }

  /** What is said of a program that is no more. */
  deathOf(): AssayError {
    return new AssayError('transient', `The ${this.#service} service ended before it answered.`, {
      hint: 'It is started again for the next try.',
      detail: this.program.lastWords().slice(-4_000),
    });
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.program.connection.dispose();
  }
}
