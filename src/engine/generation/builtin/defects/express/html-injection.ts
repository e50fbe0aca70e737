import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { literal } from '../maker.ts';
import { inFile } from '../places.ts';
import { markup, reflectedMarkup, storedMarkup } from '../triggers/browser.ts';

const escaping = `const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => entities[character]);`;

const dom: ExpressForm = {
  id: 'dom',
  place(_, make) {
    const bad = make.pick('target.innerHTML = text;', "target.insertAdjacentHTML('beforeend', text);");
    const edit = inFile('public/page.js', / {2}target\.textContent = text;/, (line) =>
      make.flaw(`  ${bad}`, line),
    );
    const expected = { status: 200, body: literal(bad) };
    return {
      edits: [edit],
      trigger: {
        text: `Create an item whose text is ${markup} and open the page: it is an element. The page's script shows it.`,
        steps: [{ method: 'GET', path: '/page.js', expect: expected }],
      },
    };
  },
};

function page(make: ExpressMaker, value: string, title: string): string {
  const text = (shown: string) =>
    `${make.res}.type('html').send(\`<!doctype html><title>${title}</title><h1>${title}</h1><p>\${${shown}}</p>\`);`;
  const joined = `${make.res}.type('html').send('<!doctype html><title>${title}</title><h1>${title}</h1><p>' + ${value} + '</p>');`;
  return make.flaw(make.pick(text(value), joined), text(`escapeHtml(${value})`));
}

const reflected: ExpressForm = {
  id: 'reflected',
  place(_, make): Placed {
    const source = make.source('text', '/preview', '/print', '/card');
    const { method, path, read } = source;
    return {
      edits: addFeature(make, {
        name: make.pick('preview', 'card', 'printing'),
        ...(make.careful ? { top: escaping } : {}),
        routes: make.route(method, path, `const text = ${read};\n${page(make, 'text', 'Preview')}`),
      }),
      ...reflectedMarkup(source),
    };
  },
};

const stored: ExpressForm = {
  id: 'stored',
  place(_, make) {
    const name = make.name('guestbook', 'greetings', 'feedback');
    const path = make.path(`/${name}`, `/public/${name}`);
    const { req, res } = make;
    return {
      edits: addFeature(make, {
        name: `${name}Pages`,
        ...(make.careful ? { top: escaping } : {}),
        routes: `const ${name} = [];
${make.route(
  'post',
  path,
  `if (typeof ${req}.body?.text !== 'string' || ${req}.body.text.length > 500) {
  ${res}.status(400).json({ error: 'Send a text of at most 500 characters.' });
  return;
}
if (${name}.length >= 100) ${name}.shift();
${name}.push(${req}.body.text);
${res}.status(201).json({ count: ${name}.length });`,
)}
${make.route('get', path, page(make, `${name}.join('\\n')`, 'Messages'))}`,
      }),
      ...storedMarkup(path),
    };
  },
};

export const htmlInjection: ExpressKind = {
  ...knownKinds['cross-site-scripting'],
  forms: [dom, reflected, stored],
};
