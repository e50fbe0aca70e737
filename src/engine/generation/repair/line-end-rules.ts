import type { RepairRule } from './repair-rule.ts';

export const byteOrderMarkRule: RepairRule = {
  name: 'byte-order-mark',
  description: 'A byte order mark at the beginning of a file is taken off.',
  fix: (_, text) =>
    text.startsWith('\uFEFF') ? { text: text.replace(/^\uFEFF+/, ''), count: 1, detail: 'U+FEFF' } : null,
};

export const lineEndRule: RepairRule = {
  name: 'line-ends',
  description: 'Lines that end with CR and LF end with LF.',
  fix: (_, text) => {
    const count = text.split('\r\n').length - 1;
    return count === 0 ? null : { text: text.replaceAll('\r\n', '\n'), count, detail: 'CR LF → LF' };
  },
};
