import { lastLines } from '../domain/last-lines.ts';
import type { AppLogPart } from '../domain/running-app.ts';

const maxLength = 256 * 1024;

/** The last part of a log, by positions that stay true when its beginning is dropped. */
export class LogBuffer {
  #text = '';
  #begin = 0;

  /** Characters written so far. */
  get length(): number {
    return this.#begin + this.#text.length;
  }

  write(text: string): void {
    const whole = this.#text + text;
    this.#text = whole.slice(-maxLength);
    this.#begin += whole.length - this.#text.length;
  }

  read(from: number): AppLogPart {
    const at = Math.min(Math.max(from, this.#begin), this.length);
    return { text: this.#text.slice(at - this.#begin), from: at, next: this.length };
  }

  tail(lines: number): string {
    return lastLines(this.#text, lines);
  }
}
