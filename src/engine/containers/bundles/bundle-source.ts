import type { Readable } from 'node:stream';
import { AssayError } from '../../domain/errors.ts';
import { mebibyte } from '../container-walls.ts';
import { packFiles } from '../images/build-context.ts';
import type { ContextFile } from '../images/build-context.ts';
import { maxSourceMebibytes } from './bundle.ts';

/**
 * The files that a bundle is made of, as a tar stream. It ends with an AssayError `build_failed` where there is more than the
 * container of a bundle has room for.
 * @param what the app, for people
 */
export function bundleSource(what: string, files: AsyncIterable<ContextFile>): Readable {
  return packFiles(withinLimit(what, files));
}

async function* withinLimit(what: string, files: AsyncIterable<ContextFile>): AsyncGenerator<ContextFile> {
  let left = maxSourceMebibytes * mebibyte;
  for await (const file of files) {
    left -= file.content.length;
    if (left < 0) {
      const message = `${what} was not built: its files have more than ${maxSourceMebibytes} MiB`;
      throw new AssayError('build_failed', message);
    }
    yield file;
  }
}
