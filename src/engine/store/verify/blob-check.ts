import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { blobReferences } from '../queries/blob-references.ts';
import type { Reader } from '../store.ts';
import type { Findings } from './findings.ts';

/** Every blob is what its name says, and everything that the database refers to is there. */
export async function checkBlobs(root: string, db: Reader, findings: Findings): Promise<void> {
  findings.enter('blobs');
  // The database is as it was: a blob is stored before anything refers to it, so the folder cannot have less.
  const { present, damaged } = await lookAtFiles(root, findings);
  for await (const { hash, row } of blobReferences((query) => query(db))) {
    if (damaged.has(hash)) damaged.set(hash, row);
    if (present.has(hash)) continue;
    findings.problem(
      row,
      `It refers to the blob ${hash}, which is not there.`,
      'What it holds (a prompt, an answer, a list of files or a tool result) cannot be shown or used.',
    );
  }
  for (const [hash, row] of damaged) {
    findings.problem(
      path.join(root, hash.slice(0, 2), hash.slice(2)),
      'Its content is not what its name says.',
      `It is damaged${row === null ? '' : `, and ${row} needs it`}; restore it from a backup.`,
    );
  }
}

/** @returns the blobs that are there, and those of them that are damaged, each with a row that needs it: null yet */
async function lookAtFiles(
  root: string,
  findings: Findings,
): Promise<{ present: Set<string>; damaged: Map<string, string | null> }> {
  const present = new Set<string>();
  const damaged = new Map<string, string | null>();
  for (const folder of await readdir(root, { withFileTypes: true })) {
    if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) continue;
    for (const entry of await readdir(path.join(root, folder.name), { withFileTypes: true })) {
      if (!entry.isFile() || !/^[0-9a-f]{62}$/.test(entry.name)) continue;
      const hash = folder.name + entry.name;
      present.add(hash);
      findings.checked.blobs++;
      if ((await hashOf(path.join(root, folder.name, entry.name))) !== hash) damaged.set(hash, null);
    }
  }
  return { present, damaged };
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
