import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { migrate } from '../../../src/engine/store/migrate.ts';
import type { StoreSource } from '../../contract/contract-store.ts';
import { PostgresServer } from '../../support/servers/postgres.ts';
import { PostgresStore } from './postgres-store.ts';

/** Durability is the server's own affair, and not what is tested. */
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const startTimeoutMs = 60_000;

export interface PostgresBench {
  /** A store over a connection of its own, closed after the test. */
  connect(): Promise<PostgresStore>;
}

/** A server for the calling suite, with the schema as the migrations make it and no rows at the start of each test. */
export function postgresBench(): PostgresBench {
  let folder: string | null = null;
  let server: PostgresServer | null = null;
  const open: PostgresStore[] = [];
  const connect = async () => {
    const store = await PostgresStore.connect(server!.connectionString('postgres'));
    open.push(store);
    return store;
  };
  const closeAll = async () => {
    for (const store of open.splice(0)) await store.close();
  };
  before(async function () {
    this.timeout(startTimeoutMs);
    folder = mkdtempSync(path.join(os.tmpdir(), 'assay-test-'));
    // The server may run as another user than we.
    chmodSync(folder, 0o755);
    server = await PostgresServer.prepare(path.join(folder, 'postgres'), settings);
    await server.start();
    await migrate((await connect()).db);
    await closeAll();
  });
  beforeEach(async () => {
    await removeRows(await connect());
    await closeAll();
  });
  afterEach(closeAll);
  after(async () => {
    await server?.stop();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });
  return { connect };
}

/** All rows of all tables; keys begin at 1 again. */
export async function removeRows({ db }: PostgresStore): Promise<void> {
  const tables = (await db.introspection.getTables()).map(({ name }) => sql.table(name));
  await sql`TRUNCATE ${sql.join(tables)} RESTART IDENTITY CASCADE`.execute(db);
}

export const postgresSource: StoreSource = () => {
  const bench = postgresBench();
  return () => bench.connect();
};
