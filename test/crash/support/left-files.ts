import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Kysely } from 'kysely';
import { blobReferences } from '../../../src/engine/store/queries/blob-references.ts';
import type { Schema } from '../../../src/engine/store/schema.ts';

/** Apps that belong to no revision, and are not about to be removed either: nobody would ever do it. */
export async function appsOfNobody(stateDir: string, db: Kysely<Schema>): Promise<string[]> {
  const known = new Set(
    [
      ...(await db.selectFrom('revisions').select('path').execute()),
      ...(await db.selectFrom('removals').select('path').execute()),
    ].map((row) => row.path),
  );
  const found: string[] = [];
  for (const model of await names(path.join(stateDir, 'apps'))) {
    for (const number of await names(path.join(stateDir, 'apps', model))) {
      for (const revision of await names(path.join(stateDir, 'apps', model, number))) {
        found.push(`apps/${model}/${number}/${revision}`);
      }
    }
  }
  return found.filter((app) => !known.has(app)).map((app) => `${app}: it belongs to nobody`);
}

/** Once nothing is left to be done: blobs that no row refers to, where a pipeline was deleted. */
export async function blobsOfNobody(stateDir: string, db: Kysely<Schema>): Promise<string[]> {
  if (!(await db.selectFrom('deletions').select('pipeline_id').limit(1).executeTakeFirst())) return [];
  const referred = new Set<string>();
  for await (const { hash } of blobReferences((query) => query(db))) referred.add(hash);
  const left: string[] = [];
  for (const folder of await names(path.join(stateDir, 'blobs'))) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of await names(path.join(stateDir, 'blobs', folder))) {
      if (!referred.has(folder + name)) left.push(`blob ${folder}${name}: nothing refers to it`);
    }
  }
  return left;
}

/** What deleted pipelines have left and the engine has not removed. */
export async function notRemoved(db: Kysely<Schema>): Promise<string[]> {
  const folders = await db.selectFrom('removals').select('path').execute();
  const pipelines = await db
    .selectFrom('deletions')
    .select('pipeline_id')
    .where('blobs_left', '=', 1)
    .execute();
  return [
    ...folders.map(({ path }) => `${path}: it is not removed`),
    ...pipelines.map((row) => `pipeline ${row.pipeline_id}: its blobs are not removed`),
  ];
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
