import { sql } from 'kysely';
import { usageRecord } from '../../domain/usage.ts';
import type { UsageRecord, UsageSums } from '../../domain/usage.ts';
import type { Reader } from '../store.ts';

type Key = 'pipeline_id' | 'job_id' | 'attempt_id';

/** Ids of what the answers belong to. */
export type AnswersOf = { readonly [K in Key]?: readonly number[] };

const oneWhen = (condition: ReturnType<typeof sql>) =>
  sql<number>`sum(case when ${condition} then 1 else 0 end)`;

/** The sums over the answers of models, for each value of a column that has any. */
export async function sumUsage(
  db: Reader,
  column: Key,
  of: AnswersOf = {},
): Promise<{ of: number; sums: UsageSums }[]> {
  let query = db
    .selectFrom('answers')
    .where('cost_basis', 'is not', null)
    .groupBy(column)
    .orderBy(column)
    .select(({ fn }) => [
      `${column} as of`,
      fn.countAll<number>().as('calls'),
      oneWhen(sql`input_tokens is null`).as('calls_uncounted'),
      oneWhen(sql`cost_basis = 'reported'`).as('calls_reported'),
      oneWhen(sql`cost_basis = 'estimated'`).as('calls_estimated'),
      sql<number>`coalesce(sum(input_tokens), 0)`.as('input_tokens'),
      sql<number>`coalesce(sum(output_tokens), 0)`.as('output_tokens'),
      sql<number>`coalesce(sum(cost_nano_usd), 0)`.as('cost_nano_usd'),
    ]);
  for (const [name, ids] of Object.entries(of)) {
    if (ids.length === 0) return [];
    query = query.where(name as Key, 'in', ids);
  }
  const rows = await query.execute();
  return rows.map((row) => ({
    of: row.of,
    // PostgreSQL adds whole numbers up to decimal ones, which come as text.
    sums: {
      calls: Number(row.calls),
      calls_uncounted: Number(row.calls_uncounted),
      calls_reported: Number(row.calls_reported),
      calls_estimated: Number(row.calls_estimated),
      input_tokens: Number(row.input_tokens),
      output_tokens: Number(row.output_tokens),
      cost_nano_usd: Number(row.cost_nano_usd),
    },
  }));
}

/** The same as records, by that column's value. */
export async function usageBy(
  db: Reader,
  column: Key,
  of: AnswersOf,
): Promise<Map<number, UsageRecord | null>> {
  return new Map((await sumUsage(db, column, of)).map((row) => [row.of, usageRecord(row.sums)]));
}
