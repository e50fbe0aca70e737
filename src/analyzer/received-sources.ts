import { appendFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { analyzerMethods } from '../engine/domain/analyzer-protocol.ts';
import type { SourceFolder } from '../engine/domain/analyzer-protocol.ts';
import { answer, check, invalid } from './answering.ts';
import { sourceFolderSchema, sourcePieceSchema } from './requests.ts';
import { newSourceFolder } from './source-copy.ts';

/** Takes apps' source from an engine whose files are not here; of an app that was closed nothing stays. */
export function serveSources(connection: MessageConnection): void {
  const open = new Set<string>();
  const known = (sourceDir: string) => {
    if (!open.has(sourceDir)) throw invalid(`${sourceDir} is not an open source folder`);
  };

  connection.onRequest(analyzerMethods.openSource, (_: unknown, token: CancellationToken) =>
    answer(token, async (): Promise<SourceFolder> => {
      const sourceDir = await newSourceFolder();
      open.add(sourceDir);
      return { sourceDir };
    }),
  );

  connection.onRequest(analyzerMethods.writeSource, (raw: unknown, token: CancellationToken) =>
    answer(token, async () => {
      const piece = check(sourcePieceSchema, raw);
      known(piece.sourceDir);
      const file = path.join(piece.sourceDir, ...piece.path.split('/'));
      await mkdir(path.dirname(file), { recursive: true });
      await appendFile(file, Buffer.from(piece.content, 'base64'));
      return null;
    }),
  );

  connection.onRequest(analyzerMethods.closeSource, (raw: unknown, token: CancellationToken) =>
    answer(token, async () => {
      const { sourceDir } = check(sourceFolderSchema, raw);
      known(sourceDir);
      open.delete(sourceDir);
      await rm(sourceDir, { recursive: true, force: true });
      return null;
    }),
  );
}
