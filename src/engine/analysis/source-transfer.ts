import PQueue from 'p-queue';
import type { SourceFolder } from '../domain/analyzer-protocol.ts';
import { AssayError } from '../domain/errors.ts';
import type { FileManifest } from '../domain/files.ts';
import { manifestNames, readVerified } from '../processes/private-copy.ts';
import type { AnalyzerClient } from './analyzer-client.ts';

/** The files of one app, as they were generated. */
export interface AppSource {
  /** For people: `model:number`. */
  app: string;
  /** Absolute folder on this machine. */
  sourceDir: string;
  manifest: FileManifest;
}

/** Bytes of a file in one message. */
const pieceBytes = 1_000_000;
/** Files on their way at the same time: each message waits for its answer. */
const filesAtOnce = 16;
/** What the removal of an app's files may take once nobody waits for the results. */
const closeTimeoutMs = 5_000;

/**
 * Lets a program see an app's source while `work` lasts: the folder itself, or a copy that is sent to it and removed there
 * afterwards.
 */
export async function withSource<T>(
  client: AnalyzerClient,
  source: AppSource,
  signal: AbortSignal,
  work: (sourceDir: string) => Promise<T>,
): Promise<T> {
  if (client.program.seesFiles) return work(source.sourceDir);
  const folder = await client.openSource(signal);
  try {
    await send(client, source, folder, signal);
    return await work(folder.sourceDir);
  } finally {
    // A program that has ended keeps nothing.
    await client.closeSource(folder, AbortSignal.timeout(closeTimeoutMs)).catch(() => null);
  }
}

async function send(
  client: AnalyzerClient,
  { app, sourceDir, manifest }: AppSource,
  folder: SourceFolder,
  signal: AbortSignal,
): Promise<void> {
  const queue = new PQueue({ concurrency: filesAtOnce });
  const sendFile = async (path: string) => {
    const content = await readVerified(app, manifest, sourceDir, path);
    for (let from = 0; from === 0 || from < content.length; from += pieceBytes) {
      const piece = content.subarray(from, from + pieceBytes).toString('base64');
      try {
        await client.writeSource({ ...folder, path, content: piece }, signal);
      } catch (cause) {
        if (!AssayError.is(cause) || cause.errorClass !== 'bug') throw cause;
        const message = `${path} of ${app} could not be sent to the service: ${cause.message}`;
        throw new AssayError('tool_failed', message, { cause });
      }
    }
  };
  await queue.addAll(manifestNames(app, manifest).map((path) => () => sendFile(path)));
}
