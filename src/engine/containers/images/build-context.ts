import { Readable } from 'node:stream';
import { pack } from 'tar-stream';

export interface ContextFile {
  /** Relative, with `/`. */
  path: string;
  content: Buffer;
}

/** Where our Dockerfile lies in a context. */
export const dockerfileName = '.assay/Dockerfile';

/**
 * What the engine reads instead of copying it: our instructions, and what keeps files out of the image. Below them, too: a folder
 * in the place of a file, or a file in that of our folder, would leave the engine without.
 */
const takenByEngine = /^\.(assay|dockerignore)(\/|$)/;

/** A build context. The Dockerfile is ours; one among the files is a file like any other. */
export function packContext(dockerfile: string, files: AsyncIterable<ContextFile>): Readable {
  return packFiles(contextFiles(dockerfile, files));
}

async function* contextFiles(
  dockerfile: string,
  files: AsyncIterable<ContextFile>,
): AsyncGenerator<ContextFile> {
  yield { path: dockerfileName, content: Buffer.from(dockerfile) };
  for await (const file of files) if (!takenByEngine.test(file.path)) yield file;
}

/**
 * A tar stream of plain files, all with the same owner, mode and time, so that the engine's cache sees nothing but contents. It
 * ends with the error that `files` ends with.
 */
export function packFiles(files: AsyncIterable<ContextFile>): Readable {
  const tar = pack();
  const add = (name: string, content: Buffer) =>
    new Promise<void>((resolve, reject) => {
      const header = { name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, type: 'file' as const };
      tar.entry(header, content, (error) => (error ? reject(error) : resolve()));
    });
  const fill = async (): Promise<void> => {
    for await (const { path, content } of files) await add(path, content);
    tar.finalize();
  };
  fill().catch((error: unknown) => tar.destroy(error as Error));
  // The library's own kind of stream, as one of Node's.
  return Readable.from(tar as AsyncIterable<Buffer>);
}
