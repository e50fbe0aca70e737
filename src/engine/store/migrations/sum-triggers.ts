import type { SqlDialect } from './sql-dialect.ts';

/** A column of `pipelines` that counts the rows of one status. */
export interface Sum {
  column: string;
  status: string;
}

/**
 * Keeps `pipelines.<sum>` equal to what its rows say, in the transaction that changes them.
 * @param total the column that counts the rows of any status
 */
export function sumTriggers(
  dialect: SqlDialect,
  table: string,
  total: string,
  sums: readonly Sum[],
): string[] {
  const is = (row: 'NEW' | 'OLD', status: string) => `CASE ${row}.status WHEN '${status}' THEN 1 ELSE 0 END`;
  const sumsBy = (change: (status: string) => string) =>
    sums.map(({ column, status }) => `${column} = ${column} ${change(status)}`).join(', ');
  const update = (set: string, row: 'NEW' | 'OLD') =>
    `UPDATE pipelines SET ${set} WHERE id = ${row}.pipeline_id`;
  return [
    ...dialect.trigger({
      name: `${table}_sum_insert`,
      table,
      event: 'AFTER INSERT',
      when: '',
      statement: update(`${total} = ${total} + 1, ${sumsBy((status) => `+ ${is('NEW', status)}`)}`, 'NEW'),
    }),
    ...dialect.trigger({
      name: `${table}_sum_update`,
      table,
      event: 'AFTER UPDATE OF status',
      when: 'WHEN (NEW.status <> OLD.status)',
      statement: update(
        sumsBy((status) => `+ ${is('NEW', status)} - ${is('OLD', status)}`),
        'NEW',
      ),
    }),
    ...dialect.trigger({
      name: `${table}_sum_delete`,
      table,
      event: 'AFTER DELETE',
      when: '',
      statement: update(`${total} = ${total} - 1, ${sumsBy((status) => `- ${is('OLD', status)}`)}`, 'OLD'),
    }),
  ];
}
