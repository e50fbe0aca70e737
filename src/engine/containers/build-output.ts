import { z } from 'zod';

const messageSchema = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  errorDetail: z.object({ code: z.number().optional(), message: z.string().optional() }).optional(),
});

const maxLogCharacters = 64_000;

/** What the engine says while it builds: lines for people, and the error that it ends with. */
export class BuildOutput {
  #log = '';
  #error: { message: string; code: number | null } | null = null;
  readonly #onText: (text: string) => void;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  /** @param message one message of the engine, parsed from JSON */
  add(message: unknown): void {
    const read = messageSchema.safeParse(message);
    if (!read.success) return;
    const { stream, status, error, errorDetail } = read.data;
    if (error !== undefined) this.#error = { message: error, code: errorDetail?.code ?? null };
    const text = stream ?? (status === undefined ? '' : `${status}\n`);
    if (text === '') return;
    this.#log = (this.#log + text).slice(-maxLogCharacters);
    this.#onText(text);
  }

  /** null: none so far. `code` is the exit status of a step that failed. */
  get error(): { message: string; code: number | null } | null {
    return this.#error;
  }

  /** The last lines. */
  tail(lines: number): string {
    return this.#log.trimEnd().split('\n').slice(-lines).join('\n');
  }
}
