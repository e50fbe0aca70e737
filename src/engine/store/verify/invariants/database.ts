import type { Database } from 'sql.js';
import type { Findings } from '../findings.ts';

/** What SQLite itself can tell: its pages and indexes are sound, and no row refers to one that is gone. */
export function checkDatabase(database: Database, findings: Findings): void {
  findings.enter('database');
  const [integrity] = database.exec('PRAGMA integrity_check');
  for (const [text] of integrity?.values ?? []) {
    if (text === 'ok') continue;
    findings.problem('database', `SQLite finds: ${String(text)}.`, 'Queries may answer wrongly.');
  }
  const [orphans] = database.exec('PRAGMA foreign_key_check');
  for (const [table, row, parent] of orphans?.values ?? []) {
    findings.problem(
      `${String(table)}, row ${String(row)}`,
      `It refers to a row of ${String(parent)} that is not there.`,
      'Something was deleted in part.',
    );
  }
}
