import type { TriggerStep } from '../../../ground-truth.ts';
import type { Shown } from '../defect-kind.ts';
import type { Source } from '../maker.ts';

export function priceBelowZero({ path, send }: Source, amount: string, price: number): Shown {
  return {
    use: { ...send('3'), expect: { status: 200, body: `"total":${3 * price}` } },
    trigger: {
      text: `${path} with -5 ${amount} answers a price below zero`,
      steps: [{ ...send('-5'), expect: { status: 200, body: `"total":-${5 * price}` } }],
    },
  };
}

export function forgedLine({ path, send }: Source, parameter: string, number: number): Shown {
  const forged = `forged-${number}: signed in as admin`;
  return {
    use: { ...send('all is well'), expect: { status: 202, body: 'received' } },
    trigger: {
      text: `${path} with a line break in the ${parameter}: the log has a line that was never written`,
      steps: [{ ...send(`x\n${forged}`), expect: { status: 202 } }],
      log: `^${forged}$`,
    },
  };
}

export function formulaCell(path: string): Shown {
  const ask = (cell: string, body: string): TriggerStep => ({
    ...{ method: 'POST', path, json: { rows: [[cell, 'b']] } },
    expect: { status: 200, body },
  });
  return {
    use: ask('a', '"a","b"'),
    trigger: {
      text: `POST ${path} with a cell that starts with = answers a formula that spreadsheets run`,
      steps: [ask('=1+1', '^"=1\\+1"')],
    },
  };
}

export function manyMegabytes({ path, send }: Source): Shown {
  return {
    use: { ...send('8'), expect: { status: 200, body: '^.{8}$' } },
    trigger: {
      text: `${path} with the length 4000000 answers four megabytes`,
      steps: [{ ...send('4000000'), expect: { status: 200, headers: { 'content-length': '^4000000$' } } }],
    },
  };
}

/** Of texts as a whole. */
export interface TextShape {
  /** Ways to write it of which some texts take exponential time. */
  bad: [string, ...string[]];
  good: string;
  /** A text that has it. */
  proper: string;
}

/** In the words that JavaScript and Python have in common. */
export const textShapes = {
  words: { bad: ['(\\w+\\s?)*', '([A-Za-z0-9_]+ ?)*'], good: '[\\w\\s]*', proper: 'two words' },
  slug: {
    bad: ['(?:[a-z0-9]+-?)+', '([a-z\\d]+[-_]?)+'],
    ...{ good: '[a-z0-9][a-z0-9_-]*', proper: 'a-slug' },
  },
} satisfies Record<string, TextShape>;

/** @param letters after how many a text that does not have the shape takes long */
export function slowText({ path, send }: Source, { proper }: TextShape, letters: number): Shown {
  const attack = `${'a'.repeat(letters)}!`;
  return {
    use: { ...send(proper), expect: { status: 200, body: '"valid":true' } },
    trigger: {
      text: `${path} with the text ${attack} keeps the whole app busy; each letter more doubles the time`,
      // The first one lets Node.js compile the expression, which it runs slower still before.
      steps: [send(proper), { ...send(attack), expect: { status: 200, atLeastMs: 600 } }],
    },
  };
}

/** @param shown a pattern for what only developers should see */
export function errorShown(path: string, shown: string): Shown {
  return {
    use: { method: 'POST', path, json: { text: '{}' }, expect: { status: 200, body: '"valid":true' } },
    trigger: {
      text: `POST ${path} with a text that is no JSON answers what only developers should see`,
      steps: [{ method: 'POST', path, json: { text: '{' }, expect: { status: 400, body: shown } }],
    },
  };
}

/** @param shown a pattern for what belongs to the server alone */
export function internalsShown(path: string, shown: string): Shown {
  return {
    use: { method: 'GET', path, expect: { status: 200, body: 'uptime' } },
    trigger: {
      text: `GET ${path} answers what belongs to the server alone`,
      steps: [{ method: 'GET', path, expect: { status: 200, body: shown } }],
    },
  };
}
