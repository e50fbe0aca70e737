import type { Entity } from './entities.ts';
import { columnOf, jsKey, sqlName } from './literals.ts';

/** Methods of a store and their statements, named. */
export interface StorePart {
  statements: [string, string][];
  methods: string[];
}

/** Where a row refers to others: they must be there. */
export function emitReferenceCheck({ references }: Entity): StorePart {
  if (references.length === 0) return { statements: [], methods: [] };
  return {
    statements: references.map(({ field, entity }) => [
      `has_${field.column}`,
      `SELECT 1 FROM ${sqlName(entity.table)} WHERE ${sqlName(entity.id.column)} = ?`,
    ]),
    methods: [
      '',
      '  /** What is referred to must be there. */',
      '  #refer(values) {',
      ...references.flatMap(({ field }) => [
        `    const ${field.column} = values.${field.column} ?? null;`,
        `    if (${field.column} !== null && !this.#has_${field.column}.get(${field.column})) {`,
        `      throw new HttpError(400, 'Some fields are not right.', { ${jsKey(field.key)}: 'There is nothing with this id.' });`,
        '    }',
      ]),
      '  }',
    ],
  };
}

/** What must hold of a stored row besides its fields: its end, and that nothing else is at its time. */
export function emitRowCheck(entity: Entity): StorePart {
  const { period, overlap } = entity;
  const lines: string[] = [];
  const statements: [string, string][] = [];
  if (period) {
    const start = `Date.parse(row.${period.start.column})`;
    const end = `Date.parse(row.${period.end.column})`;
    const test = period.end.kind === 'date' ? `${end} < ${start}` : `${end} <= ${start}`;
    lines.push(
      `    if (${test}) {`,
      "      throw new HttpError(400, 'The end must come after the start.');",
      '    }',
    );
  }
  if (overlap) {
    statements.push(['overlapping', overlapSql(entity, overlap)]);
    lines.push(
      `    if (this.#overlapping.get(row.${entity.id.column})) {`,
      "      throw new HttpError(409, 'Something else is at this time.');",
      '    }',
    );
  }
  if (lines.length === 0) return { statements, methods: [] };
  const methods = ['', '  /** What must hold of a row as it is stored. */', '  #check(row) {', ...lines];
  return { statements, methods: [...methods, '    return row;', '  }'] };
}

/** What ends when another begins does not overlap it. */
function overlapSql(
  entity: Entity,
  { start, end, reference, except }: NonNullable<Entity['overlap']>,
): string {
  const table = sqlName(entity.table);
  const own = (column: string) => `own.${sqlName(column)}`;
  const other = (column: string) => columnOf(entity, { column });
  const time = (column: string) => `julianday(${column})`;
  const stands = (name: typeof own) => {
    if (!except) return '';
    // Only what has been found to be plain words stands in the statement.
    const values = except.values.map((value) => (typeof value === 'number' ? String(value) : `'${value}'`));
    return ` AND COALESCE(${name(except.field.column)}, '') NOT IN (${values.join(', ')})`;
  };
  const id = entity.id.column;
  const overlaps =
    `(${time(own(start.column))} < ${time(other(end.column))} AND ${time(other(start.column))} < ${time(own(end.column))}` +
    ` OR ${time(own(start.column))} = ${time(other(start.column))})`;
  return (
    `SELECT 1 FROM ${table} AS own JOIN ${table} ON ${other(reference.column)} = ${own(reference.column)} ` +
    `AND ${other(id)} <> ${own(id)} WHERE ${own(id)} = ?${stands(own)}${stands(other)} AND ${overlaps} LIMIT 1`
  );
}

/** The amount of a new row leaves one balance for another. */
export function emitTransfer({ transfer }: Entity): StorePart {
  if (!transfer) return { statements: [], methods: [] };
  const { from, to, amount, entity, balance } = transfer;
  const table = sqlName(entity.table);
  const column = sqlName(balance.column);
  const id = sqlName(entity.id.column);
  // Hundredths stay exact enough for sums of money.
  const rounded = (sql: string) => (balance.kind === 'integer' ? sql : `ROUND(${sql}, 2)`);
  return {
    statements: [
      [
        'take',
        `UPDATE ${table} SET ${column} = ${rounded(`${column} - :amount`)} WHERE ${id} = :key AND ${column} >= :amount`,
      ],
      ['give', `UPDATE ${table} SET ${column} = ${rounded(`${column} + :amount`)} WHERE ${id} = :key`],
    ],
    methods: [
      '',
      '  /** Takes the amount from one and gives it to the other. */',
      `  #move({ ${from.column}: from, ${to.column}: to, ${amount.column}: amount }) {`,
      "    if (from === to) throw new HttpError(400, 'Both sides are the same.');",
      "    if (!(amount > 0)) throw new HttpError(400, 'The amount must be more than zero.');",
      "    if (this.#take.run({ key: from, amount }).changes === 0) throw new HttpError(409, 'The balance is too small.');",
      '    this.#give.run({ key: to, amount });',
      '  }',
    ],
  };
}
