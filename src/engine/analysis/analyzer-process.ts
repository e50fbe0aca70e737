import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { analyzerMethods, requestCancelledCode } from '../domain/analyzer-protocol.ts';
import type {
  AnalyzeParams,
  AnalyzeProgress,
  AnalyzeResult,
  InitializeParams,
  InitializeResult,
} from '../domain/analyzer-protocol.ts';
import type { Disposable } from '../domain/disposable.ts';
import { AssayError } from '../domain/errors.ts';
import type { Service } from '../domain/tools.ts';
import { messageConnection } from '../domain/message-connection.ts';
import { programPath } from '../processes/installation.ts';
import type { Installation } from '../processes/installation.ts';
import { packageClientEnv } from '../processes/package-clients.ts';
import { collect, spawnSupervised } from '../processes/supervised-process.ts';
import type { SupervisedProcess } from '../processes/supervised-process.ts';

const maxStderrBytes = 64_000;

/** One running analyzer program and the connection to it. */
export class AnalyzerProcess implements Disposable {
  readonly #service: Service;
  readonly #process: SupervisedProcess;
  readonly #connection: MessageConnection;
  readonly #listeners = new Map<string, (progress: AnalyzeProgress) => void>();
  readonly #stderr: () => string;
  #isOver = false;
  /** Resolves when the program has ended, however that came about. */
  readonly ended: Promise<void>;

  constructor(installation: Installation, service: Service) {
    this.#service = service;
    this.#process = spawnSupervised(installation, {
      command: installation.node,
      args: [
        programPath(installation, 'analyzer'),
        ...['--service', service, '--stdio', '--root', installation.root, '--cache', installation.cacheDir],
      ],
      cwd: installation.root,
      env: { ...packageClientEnv(process.env), ...installation.nodeEnv },
    });
    this.#stderr = collect(this.#process.stderr, maxStderrBytes);
    this.#connection = messageConnection(this.#process.stdout, this.#process.stdin);
    this.#connection.onNotification(analyzerMethods.progress, (progress: AnalyzeProgress) =>
      this.#listeners.get(progress.runId)?.(progress),
    );
    // What is wrong with the connection shows in the requests that it fails.
    this.#connection.onError(() => this.dispose());
    this.ended = this.#process.exited.then(() => this.#finish());
    this.#connection.listen();
  }

  get isOver(): boolean {
    return this.#isOver;
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

  /** Ends the program and all that it started. */
  dispose(): void {
    this.#finish();
    void this.#process.kill();
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
      const died = this.ended.then(() => {
        throw this.#deathOf();
      });
      return await Promise.race([this.#connection.sendRequest<T>(method, params, source.token), died]);
    } catch (error) {
      if (signal.aborted) throw new AssayError('cancelled', `The ${this.#service} service was told to stop.`);
      if (error instanceof ResponseError) {
        const errorClass = error.code === requestCancelledCode ? 'cancelled' : 'bug';
        if (!this.#isOver) throw new AssayError(errorClass, `${this.#service}: ${error.message}`);
      }
      throw this.#isOver ? this.#deathOf() : error;
    } finally {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    }
  }

  #deathOf(): AssayError {
    return new AssayError('transient', `The ${this.#service} service ended before it answered.`, {
      hint: 'It is started again for the next try.',
      detail: this.#stderr().slice(-4_000),
    });
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#connection.dispose();
  }
}
