import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AssayError } from '../../domain/errors.ts';
import { BlobStore } from '../blobs.ts';
import type { StateFolder } from '../state-folder.ts';
import type { Reader } from '../store.ts';
import type { Findings } from './findings.ts';

const manifestSchema = z.object({
  files: z.record(z.string(), z.object({ sha256: z.string(), size: z.number() })),
});

/** Published revisions are there as they were generated; of the others, the files still wait to be moved. */
export async function checkRevisions(folder: StateFolder, db: Reader, findings: Findings): Promise<void> {
  findings.enter('revisions');
  const blobs = new BlobStore(folder.blobs);
  const revisions = await db
    .selectFrom('revisions')
    .select(['id', 'path', 'attempt_id', 'manifest_blob', 'published'])
    .orderBy('id')
    .execute();
  for (const revision of revisions) {
    findings.checked.revisions++;
    const published = path.join(folder.root, ...revision.path.split('/'));
    const waiting = path.join(folder.attempts, String(revision.attempt_id), 'app');
    // Until it is recorded as published, a crash may have left it on either side of the move.
    const root = revision.published === 1 || (await exists(published)) ? published : waiting;
    await checkFiles(root, revision.manifest_blob, blobs, findings);
  }
}

async function checkFiles(
  root: string,
  manifestBlob: string,
  blobs: BlobStore,
  findings: Findings,
): Promise<void> {
  let manifest: z.infer<typeof manifestSchema>;
  try {
    manifest = manifestSchema.parse(JSON.parse((await blobs.get(manifestBlob)).toString('utf8')));
  } catch (error) {
    findings.problem(
      root,
      `Its list of files cannot be read: ${AssayError.from(error).message}`,
      'Whether the app is as it was generated cannot be told, and it cannot be analysed.',
    );
    return;
  }
  for (const [name, { sha256, size }] of Object.entries(manifest.files)) {
    const what = await checkFile(path.join(root, ...name.split('/')), sha256, size);
    if (what === null) continue;
    findings.problem(
      path.join(root, name),
      what,
      'The app is no longer what was generated and analysed; generate it again, or restore it from a backup.',
    );
  }
}

async function checkFile(file: string, sha256: string, size: number): Promise<string | null> {
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    return `It cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`;
  }
  if (content.length !== size) return `It has ${content.length} bytes instead of ${size}.`;
  return createHash('sha256').update(content).digest('hex') === sha256 ? null : 'Its content was changed.';
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
