import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { BenchChild } from '../support/child.ts';
import { PostgresServer } from '../../test/support/servers/postgres.ts';
import { missingPeers } from '../support/peers.ts';
import { RedisServer } from '../servers/redis.ts';
import type { Server } from '../../test/support/servers/server.ts';
import { contestantNames } from './contestant.ts';
import type { ContestantName } from './contestant.ts';
import type { ContestantMethods } from './main.ts';

/** Everyone who takes part, each with the place of its data. Servers run. */
export interface Entrant {
  name: ContestantName;
  place: string;
  server: Server | null;
}

/** Installs the libraries and starts the servers. Who cannot take part is in `absent`, with the reason. */
export async function openField(
  folder: string,
  names: readonly ContestantName[] = contestantNames,
): Promise<{ entrants: Entrant[]; absent: Map<ContestantName, string>; close(): Promise<void> }> {
  const servers: Server[] = [];
  const entrants: Entrant[] = [];
  const absent = new Map<ContestantName, string>();
  const began = async <S extends Server>(server: Promise<S>): Promise<S> => {
    const prepared = await server;
    servers.push(prepared);
    await prepared.start();
    return prepared;
  };
  const missing = await missingPeers();
  let postgres: Promise<PostgresServer> | null = null;
  for (const name of names) {
    try {
      if (missing !== null && !name.startsWith('assay')) throw new Error(missing);
      if (name === 'bullmq') {
        const redis = await began(RedisServer.prepare(path.join(folder, 'redis')));
        entrants.push({ name, place: redis.socket, server: redis });
      } else if (name === 'graphile-worker' || name === 'pg-boss') {
        const server = await (postgres ??= began(PostgresServer.prepare(path.join(folder, 'postgres'))));
        const database = name.replace('-', '_');
        await server.query(`CREATE DATABASE ${database}`);
        entrants.push({ name, place: server.connectionString(database), server });
      } else {
        const place = path.join(folder, name);
        await mkdir(place);
        entrants.push({ name, place, server: null });
      }
    } catch (error) {
      absent.set(name, (error as Error).message);
    }
  }
  return {
    entrants,
    absent,
    close: async () => {
      for (const server of servers) await server.kill();
    },
  };
}

/** A process for one entrant. */
export async function enter(entrant: Entrant): Promise<BenchChild<ContestantMethods>> {
  const child = new BenchChild<ContestantMethods>(import.meta.resolve('./main.ts'));
  await child.call('make', entrant.name, entrant.place);
  return child;
}

/** Fills an entrant's place, in a process that ends with it. */
export async function fill(entrant: Entrant, pending: number): Promise<void> {
  const child = await enter(entrant);
  await child.call('fill', pending);
  await child.kill();
}
