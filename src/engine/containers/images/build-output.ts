import { z } from 'zod';
import { lastLines } from '../../domain/last-lines.ts';
import { BuildTrace, traceId } from './build-trace.ts';

const messageSchema = z.object({
  id: z.string().optional(),
  stream: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  errorDetail: z.object({ code: z.number().optional(), message: z.string().optional() }).optional(),
  aux: z.unknown().optional(),
});

const maxLogCharacters = 64_000;
/** How BuildKit and Podman end their words on a step that failed. */
const exitCode = /exit (?:code:|status) (\d+)\s*$/;

/** What the engine says while it builds: lines for people, and the error that it ends with. */
export class BuildOutput {
  readonly #trace = new BuildTrace();
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
    const { id, stream, status, error, errorDetail, aux } = read.data;
    if (error !== undefined) {
      const code = errorDetail?.code ?? exitCode.exec(error)?.[1];
      this.#error = { message: error, code: code === undefined ? null : Number(code) };
    }
    if (id === traceId) this.say(typeof aux === 'string' ? this.#trace.read(aux) : '');
    else this.say(stream ?? (status === undefined ? '' : `${status}\n`));
  }

  /** Adds to the log. */
  say(text: string): void {
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
    return lastLines(this.#log, lines);
  }
}
