import { createHash } from 'node:crypto';
import type { Configuration } from '../../domain/configuration.ts';
import type { Reader, Tx } from '../store.ts';

export async function readConfiguration(db: Reader, id: number): Promise<Configuration> {
  const { json } = await db
    .selectFrom('configurations')
    .select('json')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return JSON.parse(json) as Configuration;
}

/** Of many: each is read once. */
export async function readConfigurations(
  db: Reader,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, Configuration>> {
  const configurations = new Map<number, Configuration>();
  for (const id of new Set(ids)) configurations.set(id, await readConfiguration(db, id));
  return configurations;
}

/** Each different configuration is stored once; pipelines and attempts refer to it. @returns its id */
export async function storeConfiguration(tx: Tx, configuration: Configuration): Promise<number> {
  const json = JSON.stringify(configuration);
  const hash = createHash('sha256').update(json).digest('hex');
  const known = await tx
    .selectFrom('configurations')
    .select('id')
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (known) return known.id;
  const { id } = await tx
    .insertInto('configurations')
    .values({ hash, json })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
