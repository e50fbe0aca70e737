import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { inFile } from '../places.ts';
import { calculatedCode, renderedCode } from '../triggers/evaluation.ts';
import type { Templates } from '../triggers/evaluation.ts';
import { listLimited } from '../triggers/operations.ts';

const product = '[7, 191].reduce((a, b) => a * b)';

const numbersInQuery: ExpressForm = {
  id: 'query-number',
  place(app, make) {
    const shown = listLimited(app, '[7].map(Math.abs)[0]', 'it is run');
    if (shown === null) return null;
    const bad = make.pick('eval(text)', 'Function(`return ${text}`)()');
    const edit = inFile('src/query.js', / {2}const number = Number\(text\);/, (line) =>
      make.flaw(`  const number = ${bad};`, line),
    );
    return { edits: [edit], ...shown };
  },
};

function calculator(make: ExpressMaker, bad: string): Placed {
  const source = make.source('expression', '/api/calculate', '/api/sum', '/api/calculator');
  const { method, path, read } = source;
  const good = `const parts = /^(\\d{1,9}) ?([+*]) ?(\\d{1,9})$/.exec(expression);
if (parts === null) {
  ${make.res}.status(400).json({ error: 'Send two numbers with + or * between them.' });
  return;
}
const [a, b] = [Number(parts[1]), Number(parts[3])];
const result = parts[2] === '+' ? a + b : a * b;`;
  const body = `const expression = ${read};
${make.flaw(`const result = ${bad};`, good)}
${make.res}.json({ result });`;
  return {
    edits: addFeature(make, {
      name: make.pick('calculator', 'sums'),
      routes: make.route(method, path, body),
    }),
    ...calculatedCode(source, product),
  };
}

export const codeInjection: ExpressKind = {
  ...knownKinds['code-injection'],
  forms: [
    numbersInQuery,
    {
      id: 'eval',
      place: (_, make) => calculator(make, make.pick('eval(expression)', 'globalThis.eval(expression)')),
    },
    {
      id: 'new-function',
      place: (_, make) =>
        calculator(
          make,
          make.pick('new Function(`return ${expression}`)()', "Function('return ' + expression)()"),
        ),
    },
  ],
};

function greeting(make: ExpressMaker, bad: string, template: Omit<Templates, 'shown'>, imports = {}): Placed {
  const source = make.source('template', '/api/greeting', '/api/letter', '/api/message');
  const { method, path, read } = source;
  const values = make.name('values', 'variables');
  const body = `const template = ${read};
${make.flaw(`const text = ${bad.replaceAll('VALUES', values)};`, `const text = template.replaceAll(/<%= ?(\\w+) ?%>|\\$\\{(\\w+)\\}/g, (whole, a, b) =>\n  Object.hasOwn(${values}, a ?? b) ? ${values}[a ?? b] : whole,\n);`)}
${make.res}.json({ text });`;
  return {
    edits: addFeature(make, {
      name: make.pick('greeting', 'letters'),
      ...{ imports: make.either(imports, {}), top: `const ${values} = { name: 'you', place: 'here' };` },
      routes: make.route(method, path, body),
    }),
    ...renderedCode(source, { ...template, shown: '1337' }, '"1337"'),
  };
}

const literalTemplate = { proper: 'Hello ${name}', attack: `\${${product}}` };

export const templateInjection: ExpressKind = {
  ...knownKinds['template-injection'],
  forms: [
    {
      id: 'template-literal',
      place: (_, make) =>
        greeting(
          make,
          'new Function(...Object.keys(VALUES), `return \\`${template}\\``)(...Object.values(VALUES))',
          literalTemplate,
        ),
    },
    {
      id: 'vm',
      place: (_, make) =>
        greeting(
          make,
          make.pick(
            'vm.runInNewContext(`\\`${template}\\``, { ...VALUES })',
            "vm.runInNewContext('`' + template + '`', { ...VALUES })",
          ),
          literalTemplate,
          { 'node:vm': ['default vm'] },
        ),
    },
    {
      id: 'tags',
      place: (_, make) =>
        greeting(
          make,
          "template.replace(/<%=(.+?)%>/g, (tag, code) => new Function('it', `with (it) return ${code}`)(VALUES))",
          { proper: 'Hello <%= name %>', attack: `<%= ${product} %>` },
        ),
    },
  ],
};
