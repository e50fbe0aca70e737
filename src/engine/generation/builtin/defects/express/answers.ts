import type { Placed } from '../defect-kind.ts';
import type { ExpressForm, ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import type { Imports } from './feature.ts';
import { inFile } from '../places.ts';
import { readFromElsewhere } from '../triggers/browser.ts';
import { errorShown } from '../triggers/input.ts';

/** All answers, the page's among them, get what a middleware sets. */
function cors(
  make: ExpressMaker,
  bad: (req: string, res: string) => string,
  origin: string,
  credentials: boolean,
): Placed {
  const { req, res } = make;
  const edit = inFile('src/app.js', / {2}app\.disable\('x-powered-by'\);/, (line) => {
    const middleware = `  app.use((${req}, ${res}, next) => {
${make.flaw(bad(req, res), `    ${res}.vary('Origin');`)}
    next();
  });`;
    return `${line}\n${middleware}`;
  });
  return { edits: [edit], ...readFromElsewhere('/', origin, credentials) };
}

export const permissiveCors: ExpressKind = {
  ...knownKinds['permissive-cors'],
  forms: [
    {
      id: 'star',
      place: (_, make) => {
        const name = make.pick('Access-Control-Allow-Origin', 'access-control-allow-origin');
        return cors(make, (_req, res) => `    ${res}.set('${name}', '*');`, '*', false);
      },
    },
    {
      id: 'reflected',
      place: (_, make) =>
        cors(
          make,
          (req, res) => `    ${res}.set('Access-Control-Allow-Origin', ${req}.get('origin') ?? '*');
    ${res}.set('Access-Control-Allow-Credentials', 'true');`,
          'https://attacker.example',
          true,
        ),
    },
    {
      id: 'ending',
      place: (_, make) => {
        const own = make.pick('intranet.example', 'company.example');
        return cors(
          make,
          (req, res) => `    if ((${req}.get('origin') ?? '').endsWith('${own}')) {
      ${res}.set('Access-Control-Allow-Origin', ${req}.get('origin'));
      ${res}.set('Access-Control-Allow-Credentials', 'true');
    }`,
          `https://not-${own}`,
          true,
        );
      },
    },
  ],
};

const unreadable: ExpressForm = {
  id: 'unreadable-body',
  place(_, make) {
    const details = make.pick('stack: error.stack', 'details: String(error.stack)');
    const find =
      / {4}response\.status\(error\.status\)\.json\(\{ error: 'The request cannot be read\.' \}\);/;
    return {
      edits: [
        inFile('src/http.js', find, (line) =>
          make.flaw(`    response.status(error.status).json({ error: error.message, ${details} });`, line),
        ),
      ],
      trigger: {
        text: 'A body of JSON that is one brace answers the stack, with paths and versions',
        steps: [
          {
            ...{
              method: 'POST',
              path: '/api/anything',
              text: '{',
              headers: { 'content-type': 'application/json' },
            },
            expect: { status: 400, body: 'node_modules' },
          },
        ],
      },
    };
  },
};

function verbose(make: ExpressMaker, bad: string, shown: string, imports: Imports = {}): Placed {
  const path = make.path('/api/validate', '/api/check-json', '/api/lint');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('validation', 'linting'),
      imports: make.either(imports, {}),
      routes: make.route(
        'post',
        path,
        `try {
  const value = JSON.parse(String(${req}.body?.text ?? ''));
  ${res}.json({ valid: true, type: typeof value });
} catch (error) {
  ${make.flaw(bad, `console.error(error);\n  ${res}.status(400).json({ valid: false });`)}
}`,
      ),
    }),
    ...errorShown(path, shown),
  };
}

export const verboseErrors: ExpressKind = {
  ...knownKinds['verbose-errors'],
  forms: [
    unreadable,
    {
      id: 'stack',
      place: (_, make) =>
        verbose(
          make,
          `${make.res}.status(400).json({ ${make.pick('valid: false, stack: error.stack', 'valid: false, reason: `${error.stack}`')} });`,
          'JSON\\.parse',
        ),
    },
    {
      id: 'inspected',
      place: (_, make) =>
        verbose(make, `${make.res}.status(400).type('text').send(inspect(error));`, 'at JSON\\.parse', {
          'node:util': ['inspect'],
        }),
    },
  ],
};
