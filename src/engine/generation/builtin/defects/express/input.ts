import { jsGet } from '../../literals.ts';
import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { inFile } from '../places.ts';
import { forgedLine, formulaCell, priceBelowZero } from '../triggers/input.ts';
import { uncheckedText } from '../triggers/operations.ts';

const unchecked: ExpressForm = {
  id: 'unchecked-text',
  place: (app, make) =>
    uncheckedText(app, (entity, { key, column }) => {
      const line = new RegExp(` {4}${column}: checks\\.text\\(.*\\),`);
      const read = jsGet('checks.sent', key);
      const bad = make.pick(`    ${column}: ${read},`, `    ${column}: ${read} ?? undefined,`);
      return [inFile(`src/${entity.plural}.js`, line, (found) => make.flaw(bad, found))];
    }),
};

function estimate(make: ExpressMaker, read: (name: string) => string): Placed {
  const amount = make.pick('quantity', 'days', 'seats');
  const price = make.pick(12, 15, 40);
  const source = make.source(amount, '/api/estimate', '/api/quote', '/api/offer');
  const { method, path, read: sent } = source;
  const { res } = make;
  const total = `const total = ${amount} * ${price};`;
  const check = `if (!Number.isInteger(${amount}) || ${amount} < 1 || ${amount} > 1_000) {
  ${res}.status(400).json({ error: 'Send a whole number from 1 to 1000.' });
  return;
}`;
  const body = `const ${amount} = ${read(sent)};
${make.flaw(total, `${check}\n${total}`)}
${res}.json({ ${amount}, total });`;
  return {
    edits: addFeature(make, {
      name: make.pick('estimates', 'quotes'),
      routes: make.route(method, path, body),
    }),
    ...priceBelowZero(source, amount, price),
  };
}

export const missingValidation: ExpressKind = {
  ...knownKinds['missing-validation'],
  forms: [
    unchecked,
    { id: 'negative-number', place: (_, make) => estimate(make, (sent) => `Number(${sent})`) },
    { id: 'parsed-number', place: (_, make) => estimate(make, (sent) => `parseFloat(${sent}) || 0`) },
  ],
};

function logged(make: ExpressMaker, bad: (value: string) => string): Placed {
  const parameter = make.pick('message', 'reason', 'page');
  const source = make.source(parameter, '/api/report', '/api/problems', '/api/notice');
  const { method, path, read } = source;
  const what = make.pick('report', 'problem', 'notice');
  const body = `const ${parameter} = ${read}.slice(0, 300);
${make.flaw(bad(parameter).replace('WHAT', what), `console.log('${what}:', JSON.stringify(${parameter}));`)}
${make.res}.status(202).json({ received: true });`;
  const number = make.number();
  return {
    edits: addFeature(make, {
      name: make.pick('reports', 'notices'),
      routes: make.route(method, path, body),
    }),
    ...forgedLine(source, parameter, number),
  };
}

export const logInjection: ExpressKind = {
  ...knownKinds['log-injection'],
  forms: [
    {
      id: 'template',
      place: (_, make) =>
        logged(make, (value) =>
          make.pick(
            `console.log(\`WHAT: \${${value}}\`);`,
            `console.info(\`WHAT (\${${value}.length}): \${${value}}\`);`,
          ),
        ),
    },
    {
      id: 'arguments',
      place: (_, make) =>
        logged(make, (value) =>
          make.pick(`console.log('WHAT:', ${value});`, `console.log('WHAT: ' + ${value});`),
        ),
    },
  ],
};

function csv(make: ExpressMaker, cell: string): Placed {
  const path = make.path('/api/to-csv', '/api/convert/csv', '/api/table-csv');
  const write = make.name('cellOf', 'csvCell', 'quoted');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('csv', 'tables'),
      top: `function ${write}(value) {
  const text = String(value);
  ${make.flaw(cell, `const safe = /^[=+\\-@\\t\\r]/.test(text) ? \`'\${text}\` : text;\n  return \`"\${safe.replaceAll('"', '""')}"\`;`)}
}`,
      routes: make.route(
        'post',
        path,
        `const rows = ${req}.body?.rows;
if (!Array.isArray(rows) || rows.length > 500 || !rows.every((row) => Array.isArray(row))) {
  ${res}.status(400).json({ error: 'Send at most 500 rows.' });
  return;
}
${res}.type('text/csv').send(rows.map((row) => row.map(${write}).join(',')).join('\\n'));`,
      ),
    }),
    ...formulaCell(path),
  };
}

export const formulaInjection: ExpressKind = {
  ...knownKinds['formula-injection'],
  forms: [
    {
      id: 'replaced',
      place: (_, make) =>
        csv(
          make,
          make.pick(
            'return `"${text.replaceAll(\'"\', \'""\')}"`;',
            "return '\"' + text.replace(/\"/g, '\"\"') + '\"';",
          ),
        ),
    },
    {
      id: 'joined',
      place: (_, make) => csv(make, "return ['\"', text.split('\"').join('\"\"'), '\"'].join('');"),
    },
  ],
};
