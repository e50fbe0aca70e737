import Table from 'cli-table3';

/** A bar of the design: what is measured is held to it. */
export interface Bar {
  kind: 'at least' | 'at most' | 'below';
  value: number;
}

export interface Row {
  name: string;
  /** null: not measured; `note` says why. */
  value: number | null;
  show: (value: number) => string;
  bar?: Bar;
  note?: string;
}

/** Whether a value keeps its bar. What was not measured keeps none. */
export function keeps(value: number | null, bar: Bar): boolean {
  if (value === null) return false;
  if (bar.kind === 'at least') return value >= bar.value;
  return bar.kind === 'at most' ? value <= bar.value : value < bar.value;
}

const signs = { 'at least': '≥', 'at most': '≤', below: '<' } as const;

/** @returns the rows as text, and how many bars were not kept */
export function rowsTable(title: string, rows: readonly Row[]): { text: string; broken: number } {
  const table = new Table({
    head: [title, 'value', 'bar', 'held'],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { compact: true, head: [], border: [] },
  });
  let broken = 0;
  for (const { name, value, show, bar, note } of rows) {
    const held = bar ? keeps(value, bar) : null;
    if (held === false) broken++;
    table.push([
      note ? `${name} (${note})` : name,
      value === null ? 'not measured' : show(value),
      bar ? `${signs[bar.kind]} ${show(bar.value)}` : '',
      held === null ? '' : held ? 'yes' : 'NO',
    ]);
  }
  return { text: table.toString(), broken };
}

/** A table without bars. The first column holds names, all others figures. */
export function figuresTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { compact: true, head: [], border: [] },
  });
  for (const line of lines) table.push([...line]);
  return table.toString();
}

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const microseconds = (value: number): string => `${(value * 1000).toFixed(0)} µs`;
export const kilobytes = (value: number): string => `${(value / 1000).toFixed(0)} kB`;
export const megabytes = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
export const times = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ×`;
/** For ratios that are close to one. */
export const exactTimes = (value: number): string => `${value.toFixed(4)} ×`;
