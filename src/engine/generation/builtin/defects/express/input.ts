import { jsGet } from '../../literals.ts';
import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { creationOf, inFile } from '../places.ts';

const uncheckedText: ExpressForm = {
  id: 'unchecked-text',
  place(app, make) {
    for (const entity of app.entities) {
      const creation = creationOf(app, entity);
      if (creation === null) continue;
      const { step, sent } = creation;
      const field = entity.writable.find(({ key, kind }) => kind === 'text' && typeof sent[key] === 'string');
      if (field === undefined) continue;
      const file = `src/${entity.plural}.js`;
      const line = new RegExp(` {4}${field.column}: checks\\.text\\(.*\\),`);
      const read = jsGet('checks.sent', field.key);
      const bad = make.pick(`    ${field.column}: ${read},`, `    ${field.column}: ${read} ?? undefined,`);
      const attack = { ...sent, [field.key]: '{{x*60000}}' };
      return {
        edits: [inFile(file, line, (found) => make.flaw(bad, found))],
        trigger: {
          text: `${step.method} ${step.path} with a ${field.key} of 60000 characters is accepted`,
          steps: [...creation.before, { ...step, json: attack, expect: { body: 'x{10000}' } }],
        },
      };
    }
    return null;
  },
};

function estimate(make: ExpressMaker, read: (name: string) => string): Placed {
  const amount = make.pick('quantity', 'days', 'seats');
  const price = make.pick(12, 15, 40);
  const { method, path, read: sent, send } = make.source(amount, '/api/estimate', '/api/quote', '/api/offer');
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
    use: { ...send('3'), expect: { status: 200, body: `"total":${3 * price}` } },
    trigger: {
      text: `${path} with -5 ${amount} answers a price below zero`,
      steps: [{ ...send('-5'), expect: { status: 200, body: `"total":-${5 * price}` } }],
    },
  };
}

export const missingValidation: ExpressKind = {
  ...knownKinds['missing-validation'],
  forms: [
    uncheckedText,
    { id: 'negative-number', place: (_, make) => estimate(make, (sent) => `Number(${sent})`) },
    { id: 'parsed-number', place: (_, make) => estimate(make, (sent) => `parseFloat(${sent}) || 0`) },
  ],
};

function logged(make: ExpressMaker, bad: (value: string) => string): Placed {
  const parameter = make.pick('message', 'reason', 'page');
  const { method, path, read, send } = make.source(parameter, '/api/report', '/api/problems', '/api/notice');
  const what = make.pick('report', 'problem', 'notice');
  const body = `const ${parameter} = ${read}.slice(0, 300);
${make.flaw(bad(parameter).replace('WHAT', what), `console.log('${what}:', JSON.stringify(${parameter}));`)}
${make.res}.status(202).json({ received: true });`;
  const forged = `forged-${make.number()}: signed in as admin`;
  return {
    edits: addFeature(make, {
      name: make.pick('reports', 'notices'),
      routes: make.route(method, path, body),
    }),
    use: { ...send('all is well'), expect: { status: 202, body: 'received' } },
    trigger: {
      text: `${path} with a line break in the ${parameter}: the log has a line that was never written`,
      steps: [{ ...send(`x\n${forged}`), expect: { status: 202 } }],
      log: `^${forged}$`,
    },
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
    use: { method: 'POST', path, json: { rows: [['a', 'b']] }, expect: { status: 200, body: '"a","b"' } },
    trigger: {
      text: `POST ${path} with a cell that starts with = answers a formula that spreadsheets run`,
      steps: [
        { method: 'POST', path, json: { rows: [['=1+1', 'b']] }, expect: { status: 200, body: '^"=1\\+1"' } },
      ],
    },
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
