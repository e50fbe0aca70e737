import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { sqlDialectOf } from './sql-dialect.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Columns of `pipelines`, and what an answer adds to each. Control models have no basis, and add nothing. */
const sums: readonly (readonly [column: string, type: string, of: (row: 'NEW' | 'OLD') => string])[] = [
  ['calls', 'INTEGER', () => '1'],
  ['calls_uncounted', 'INTEGER', (row) => oneWhen(`${row}.input_tokens IS NULL`)],
  ['calls_reported', 'INTEGER', (row) => oneWhen(`${row}.cost_basis = 'reported'`)],
  ['calls_estimated', 'INTEGER', (row) => oneWhen(`${row}.cost_basis = 'estimated'`)],
  ['input_tokens', 'BIGINT', (row) => `COALESCE(${row}.input_tokens, 0)`],
  ['output_tokens', 'BIGINT', (row) => `COALESCE(${row}.output_tokens, 0)`],
  ['cost_nano_usd', 'BIGINT', (row) => `COALESCE(${row}.cost_nano_usd, 0)`],
];

const oneWhen = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;

function triggers(dialect: SqlDialect): string[] {
  const change = (row: 'NEW' | 'OLD', sign: '+' | '-') => ({
    table: 'answers',
    when: `WHEN (${row}.cost_basis IS NOT NULL)`,
    statement: `UPDATE pipelines SET ${sums
      .map(([column, , of]) => `${column} = ${column} ${sign} ${of(row)}`)
      .join(', ')} WHERE id = ${row}.pipeline_id`,
  });
  return [
    ...dialect.trigger({ name: 'answers_sum_insert', event: 'AFTER INSERT', ...change('NEW', '+') }),
    ...dialect.trigger({ name: 'answers_sum_delete', event: 'AFTER DELETE', ...change('OLD', '-') }),
  ];
}

/** What answers took and cost, its sums, and what a pipeline may take in all. */
export const usage: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const statements = [
      'ALTER TABLE answers ADD COLUMN input_tokens INTEGER',
      'ALTER TABLE answers ADD COLUMN output_tokens INTEGER',
      'ALTER TABLE answers ADD COLUMN cost_nano_usd BIGINT',
      'ALTER TABLE answers ADD COLUMN cost_basis TEXT',
      ...sums.map(
        ([column, type]) => `ALTER TABLE pipelines ADD COLUMN ${column} ${type} NOT NULL DEFAULT 0`,
      ),
      'ALTER TABLE pipelines ADD COLUMN max_cost_nano_usd BIGINT',
      'ALTER TABLE pipelines ADD COLUMN max_tokens BIGINT',
      // What earlier answers of a model took is asked for before each of its calls.
      'CREATE INDEX jobs_model ON jobs (model, template, id)',
      'CREATE INDEX answers_pipeline ON answers (pipeline_id)',
      ...triggers(sqlDialectOf(db)),
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
