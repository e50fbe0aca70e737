import type { Readable } from 'node:stream';
import type { Disposable } from '../domain/disposable.ts';
import { lastLines } from '../domain/last-lines.ts';

const maxLength = 64 * 1024;

/** The last part of what a process wrote, both streams in the order they came. */
export class AppLog {
  #text = '';
  readonly #listeners = new Set<(text: string) => void>();

  add(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.write(chunk));
  }

  write(text: string): void {
    this.#text = (this.#text + text).slice(-maxLength);
    for (const listener of this.#listeners) listener(text);
  }

  /** The listener hears what there is at once, and then each text as it is written. */
  follow(listener: (text: string) => void): Disposable {
    if (this.#text !== '') listener(this.#text);
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  text(): string {
    return this.#text;
  }

  /** The last lines, for an error's detail. */
  tail(lines: number): string {
    return lastLines(this.#text, lines);
  }
}

/**
 * Takes the one line `<token> <number>` out of a stream and passes on the rest.
 * @param found called once with the number
 */
export function watchForNumber(
  stream: Readable,
  token: string,
  found: (number: number) => void,
  rest: (text: string) => void,
): void {
  let pending = '';
  let done = false;
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (done) {
      rest(chunk);
      return;
    }
    pending += chunk;
    const match = new RegExp(`\n?${token} (\\d+)\n`).exec(pending);
    if (match) {
      done = true;
      rest(pending.slice(0, match.index) + pending.slice(match.index + match[0].length));
      found(Number(match[1]));
      return;
    }
    const end = pending.lastIndexOf('\n');
    // The line may be cut in two; what is whole before it can go.
    rest(pending.slice(0, Math.max(0, end)));
    pending = pending.slice(Math.max(0, end));
  });
  stream.on('end', () => rest(done ? '' : pending));
}
