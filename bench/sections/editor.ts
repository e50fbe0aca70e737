import { measureActivation } from '../activation.ts';
import type { Activation } from '../activation.ts';
import { bundleSizes } from '../sizes.ts';
import { Prerequisites } from '../../test/runner/prerequisites/prerequisites.ts';
import { kilobytes, milliseconds, rowsTable } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import type { Section } from '../support/section.ts';

const activations = 5;
const bars = { activationMs: 50, mainBundleBytes: 1_000_000 };

export const editor: Section = {
  name: 'editor',
  title: 'Activation and sizes',
  run: async () => {
    const missing = await new Prerequisites().missing(['vscode', 'browser']);
    const times = missing.length > 0 ? [] : await measureActivation(activations);
    return rowsTable('measured', [...activationRows(times, missing.join(' ')), ...sizeRows()]);
  },
};

function activationRows(times: readonly Activation[], missing: string): Row[] {
  const total = ({ load, activate }: Activation) => load + activate;
  const middle = times[Math.floor(times.length / 2)] ?? null;
  const row = (name: string, value: number | null): Row => ({ name, value, show: milliseconds });
  return [
    {
      ...row(`load and activate, median of ${activations}`, middle && total(middle)),
      bar: { kind: 'below', value: bars.activationMs },
      ...(missing ? { note: missing } : {}),
    },
    row('of it: load', middle && middle.load),
    row('of it: activate', middle && middle.activate),
    row('load and activate, quickest', times[0] ? total(times[0]) : null),
    row('load and activate, slowest', times.length > 0 ? total(times.at(-1)!) : null),
  ];
}

function sizeRows(): Row[] {
  return bundleSizes().map(({ name, bytes }) => ({
    name: `dist/${name}`,
    value: bytes,
    show: kilobytes,
    ...(name === 'extension.cjs' ? { bar: { kind: 'below', value: bars.mainBundleBytes } as const } : {}),
  }));
}
