import type { Contestant, ContestantName } from './contestant.ts';

/** @param place a folder, a Redis socket or a PostgreSQL connection string: what the contestant needs */
export async function makeContestant(name: ContestantName, place: string): Promise<Contestant> {
  switch (name) {
    case 'assay':
      return new (await import('./assay-contestant.ts')).AssayContestant(place, 'one transaction');
    case 'assay-turn':
      return new (await import('./assay-contestant.ts')).AssayContestant(place, 'one turn');
    case 'assay-claim':
      return new (await import('./assay-contestant.ts')).AssayContestant(place, 'engine');
    case 'better-sqlite3':
      return new (await import('./sqlite-contestant.ts')).SqliteContestant(place);
    case 'bullmq':
      return new (await import('./bullmq-contestant.ts')).BullmqContestant(place);
    case 'graphile-worker':
      return new (await import('./graphile-contestant.ts')).GraphileContestant(place);
    case 'pg-boss':
      return new (await import('./pg-boss-contestant.ts')).PgBossContestant(place);
  }
}
