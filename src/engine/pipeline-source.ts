import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { InputError } from './domain/errors.ts';

/** A pipeline file as it is now. Its real path and its content together identify the pipeline. */
export interface PipelineSource {
  /** Real path. */
  file: string;
  text: string;
  /** SHA-256 of the text, hex. */
  hash: string;
}

/** @throws InputError when it is not there or cannot be read */
export async function readPipelineSource(file: string): Promise<PipelineSource> {
  try {
    const real = await realpath(file);
    // Some editors begin a file with a mark of its encoding, which is no part of it.
    const text = (await readFile(real, 'utf8')).replace(/^\uFEFF/, '');
    return { file: real, text, hash: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw InputError.of(file, code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`);
  }
}
