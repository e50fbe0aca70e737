import { findPostgres } from '../../support/servers/postgres.ts';
import { attempt } from './prerequisite.ts';
import type { Availability } from './prerequisite.ts';

/** PostgreSQL's programs: those that are there, otherwise Debian's. The tests start a server of their own. */
export function ensurePostgres(): Promise<Availability> {
  return attempt(async () => {
    await findPostgres();
  });
}
