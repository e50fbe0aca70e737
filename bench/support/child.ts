import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

type Methods = Record<string, (...args: never[]) => unknown>;
type Answered<M extends Methods, K extends keyof M> = Awaited<ReturnType<M[K]>>;

interface Request {
  id: number;
  method: string;
  args: unknown[];
}

interface Response {
  id: number;
  value?: unknown;
  error?: string;
}

/** A process of its own for one measurement, so that none disturbs the memory of another. */
export class BenchChild<M extends Methods> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (e: Error) => void }>();
  #lastId = 0;

  /** @param module file URL of a program that calls `serve` @param flags of Node.js itself */
  constructor(module: string, flags: readonly string[] = []) {
    this.#process = fork(new URL(module), [], {
      execArgv: [...flags],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (message) => {
      const { id, value, error } = message as Response;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
    this.#process.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`A measuring process ended early with ${signal ?? code}.`));
      }
      this.#waiting.clear();
    });
  }

  call<K extends keyof M & string>(method: K, ...args: Parameters<M[K]>): Promise<Answered<M, K>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#process.send({ id, method, args } satisfies Request);
    });
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}

/** The other side: answers calls one after the other, and ends with the process that asked for it. */
export function serve(methods: Methods): void {
  let last: Promise<void> = Promise.resolve();
  process.on('disconnect', () => process.exit());
  process.on('message', (message) => {
    const { id, method, args } = message as Request;
    last = last.then(async () => {
      const response: Response = { id };
      try {
        const run = methods[method];
        if (!run) throw new Error(`There is no ${method}.`);
        response.value = await run(...(args as never[]));
      } catch (error) {
        response.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
      }
      process.send?.(response);
    });
  });
}
