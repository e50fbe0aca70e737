import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import type { Imports } from './feature.ts';
import { answerFromInside, foreignRedirect } from '../triggers/browser.ts';

function redirect(make: ExpressMaker, bad: string, attack: string): Placed {
  const parameter = make.pick('to', 'next', 'returnUrl');
  const path = make.path('/go', '/leave', '/continue');
  const { req, res } = make;
  const body = `const target = String(${req}.query.${parameter} ?? '/');
${make.flaw(bad, `const here = new URL(target, 'http://app.invalid');\nconst isLocal = here.origin === 'http://app.invalid';\n${res}.redirect(isLocal ? here.pathname : '/');`)}`;
  return {
    edits: addFeature(make, { name: make.pick('leaving', 'forward'), routes: make.route('get', path, body) }),
    ...foreignRedirect(path, parameter, '/style.css', attack),
  };
}

export const openRedirect: ExpressKind = {
  ...knownKinds['open-redirect'],
  forms: [
    {
      id: 'anywhere',
      place: (_, make) =>
        redirect(
          make,
          make.pick(
            `${make.res}.redirect(target);`,
            `${make.res}.status(302).set('Location', target).end();`,
          ),
          'https://attacker.example/',
        ),
    },
    {
      id: 'slash-only',
      place: (_, make) =>
        redirect(
          make,
          make.pick(
            `${make.res}.redirect(target.startsWith('/') ? target : '/');`,
            `${make.res}.redirect(/^\\//.test(target) ? target : '/');`,
          ),
          '//attacker.example/',
        ),
    },
    {
      id: 'host-inside',
      place: (_, make) => {
        const host = make.pick('example.org', 'example.net');
        const bad = `${make.res}.redirect(target.startsWith('/style') || target.includes('${host}') ? target : '/');`;
        return redirect(make, bad, `https://attacker.example/?${host}`);
      },
    },
  ],
};

const refused = (
  res: string,
) => `const { protocol, hostname } = new URL(URL.canParse(url) ? url : 'about:blank');
if (protocol !== 'https:' || !/\\.(com|org|net)$/.test(hostname)) {
  ${res}.status(400).json({ error: 'Only public https addresses are looked at.' });
  return;
}
`;

function fetching(make: ExpressMaker, bad: string, imports: Imports = {}): Placed {
  const source = make.source('url', '/api/preview-link', '/api/unfurl', '/api/check-link');
  const { method, path, read } = source;
  const lines = `const answer = ${bad};`;
  const body = `const url = ${read};
try {
${make.flaw(`  ${lines}`, `${refused(make.res)}${lines}`.replace(/^(?=.)/gm, '  '))}
  ${make.res}.json({ status: answer.status, text: answer.text.slice(0, 500) });
} catch {
  ${make.res}.status(502).json({ error: 'The address does not answer.' });
}`;
  return {
    edits: addFeature(make, {
      name: make.pick('unfurl', 'linkCheck'),
      imports,
      top: imports['node:http'] === undefined ? fetchText : getText,
      routes: make.route(method, path, body, { isAsync: true }),
    }),
    ...answerFromInside(source),
  };
}

const fetchText = `async function textAt(url, options) {
  const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(5000) });
  return { status: answer.status, text: await answer.text() };
}`;

const getText = `function textAt(url) {
  return new Promise((resolve, reject) => {
    const asked = http.get(url, { timeout: 5000, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    asked.on('error', reject);
  });
}`;

export const requestForgery: ExpressKind = {
  ...knownKinds['server-side-request-forgery'],
  forms: [
    {
      id: 'fetch',
      place: (_, make) =>
        fetching(make, make.pick('await textAt(url)', "await textAt(url, { redirect: 'follow' })")),
    },
    {
      id: 'http-get',
      place: (_, make) => fetching(make, 'await textAt(url)', { 'node:http': ['default http'] }),
    },
  ],
};
