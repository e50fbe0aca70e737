/** `npm run bench`: measures what design and README promise, and prints it beside its bar. */
import Table from 'cli-table3';
import { measureActivation } from './activation.ts';
import type { Activation } from './activation.ts';
import { bundleSizes } from './sizes.ts';
import { Prerequisites } from '../test/runner/prerequisites/prerequisites.ts';

const activations = 5;
const bars = { activationMs: 50, mainBundleBytes: 1_000_000 };

const missing = await new Prerequisites().missing(['vscode', 'browser']);
if (missing.length > 0) {
  console.error(missing.join('\n'));
  process.exit(1);
}

const table = new Table({
  head: ['measured', 'value', 'bar', 'held'],
  colAligns: ['left', 'right', 'right', 'left'],
  style: { compact: true, head: [], border: [] },
});
let broken = 0;

function row(name: string, value: number, bar: number | null, show: (value: number) => string): void {
  const held = bar === null ? '' : value < bar ? 'yes' : 'no';
  if (held === 'no') broken += 1;
  table.push([name, show(value), bar === null ? '' : `< ${show(bar)}`, held]);
}

const milliseconds = (value: number) => `${value.toFixed(1)} ms`;
const kilobytes = (value: number) => `${(value / 1000).toFixed(0)} kB`;

const times = await measureActivation(activations);
const total = ({ load, activate }: Activation) => load + activate;
const median = times[Math.floor(times.length / 2)]!;
row(`load and activate, median of ${times.length}`, total(median), bars.activationMs, milliseconds);
row('of it: load', median.load, null, milliseconds);
row('of it: activate', median.activate, null, milliseconds);
row('load and activate, quickest', total(times[0]!), null, milliseconds);
row('load and activate, slowest', total(times.at(-1)!), null, milliseconds);
for (const { name, bytes } of bundleSizes()) {
  row(`dist/${name}`, bytes, name === 'extension.cjs' ? bars.mainBundleBytes : null, kilobytes);
}
console.log(table.toString());
process.exitCode = broken === 0 ? 0 : 1;
