import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Reader } from '../store.ts';
import type { Findings } from './findings.ts';

/** Where a blob is spoken of: its name → the rows that need it. */
type References = Map<string, string>;

/** Every blob is what its name says, and everything that the database refers to is there. */
export async function checkBlobs(root: string, db: Reader, findings: Findings): Promise<void> {
  // Read before the folder: a blob is stored before anything refers to it.
  const references = await readReferences(db);
  const present = new Set<string>();
  for (const folder of await readdir(root, { withFileTypes: true })) {
    if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) continue;
    for (const name of await readdir(path.join(root, folder.name))) {
      // A temporary file of a write that was cut short, or that is going on.
      if (!/^[0-9a-f]{62}$/.test(name)) continue;
      const file = path.join(root, folder.name, name);
      const hash = folder.name + name;
      present.add(hash);
      findings.checked.blobs++;
      if (
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex') === hash
      )
        continue;
      findings.problem(
        file,
        'Its content is not what its name says.',
        `It is damaged${references.has(hash) ? `, and ${references.get(hash)} needs it` : ''}; restore it from a backup.`,
      );
    }
  }
  for (const [hash, row] of references) {
    if (present.has(hash)) continue;
    findings.problem(
      row,
      `It refers to the blob ${hash}, which is not there.`,
      'What it holds (a prompt, an answer, a list of files or a tool result) cannot be shown or used.',
    );
  }
}

async function readReferences(db: Reader): Promise<References> {
  const references: References = new Map();
  const add = (hash: string | null, row: string) => {
    if (hash !== null && !references.has(hash)) references.set(hash, row);
  };
  const revisions = await db
    .selectFrom('revisions')
    .select(['id', 'manifest_blob', 'ground_truth_blob'])
    .orderBy('id')
    .execute();
  for (const row of revisions) {
    add(row.manifest_blob, `revision ${row.id}`);
    add(row.ground_truth_blob, `revision ${row.id}`);
  }
  const answers = await db
    .selectFrom('answers')
    .select(['id', 'request_blob', 'answer_blob'])
    .orderBy('id')
    .execute();
  for (const row of answers) {
    add(row.request_blob, `answer ${row.id}`);
    add(row.answer_blob, `answer ${row.id}`);
  }
  const toolRuns = await db.selectFrom('tool_runs').select(['id', 'result_blob']).orderBy('id').execute();
  for (const row of toolRuns) add(row.result_blob, `tool run ${row.id}`);
  return references;
}
