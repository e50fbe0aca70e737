import { StringDecoder } from 'node:string_decoder';
import { mebibyte } from '../container-walls.ts';
import { BuildOutput } from '../images/build-output.ts';
import { splitOutput } from '../split-output.ts';
import { maxLogMebibytes, maxOutputMebibytes } from './bundle.ts';

/** What comes out of the container of a bundle: its log, and the archive of what it has made. */
export class BundleOutput {
  readonly log: BuildOutput;
  readonly archive: Buffer[] = [];
  readonly #excess = new AbortController();
  #archiveBytes = 0;
  #logBytes = 0;

  /** @param onText hears the log as it comes */
  constructor(onText: (text: string) => void) {
    this.log = new BuildOutput(onText);
  }

  read(stream: NodeJS.ReadableStream): void {
    // The engine went away: who waits for the stream's end hears it.
    stream.on('error', () => undefined);
    const decoder = new StringDecoder('utf8');
    splitOutput(
      stream,
      (chunk) => {
        this.#archiveBytes += chunk.length;
        if (this.#archiveBytes > maxOutputMebibytes * mebibyte) {
          this.#exceed(`it has made more than ${maxOutputMebibytes} MiB`);
        } else this.archive.push(chunk);
      },
      (chunk) => {
        this.#logBytes += chunk.length;
        if (this.#logBytes > maxLogMebibytes * mebibyte) {
          this.#exceed(`its log is longer than ${maxLogMebibytes} MiB`);
        } else this.log.say(decoder.write(chunk));
      },
    );
  }

  /** Aborted, with an error that says so, once there is more than any app needs. */
  get excess(): AbortSignal {
    return this.#excess.signal;
  }

  #exceed(why: string): void {
    this.#excess.abort(new Error(why));
  }
}
