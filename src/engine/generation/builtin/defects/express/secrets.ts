import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { keyInHeader, knownPassword, signedName } from '../triggers/secrets.ts';

const fromEnvironment = (name: string) => `process.env.${name} ?? randomBytes(32).toString('hex')`;

function apiKey(make: ExpressMaker): Placed {
  const key = make.name('apiKey', 'exportKey', 'accessKey');
  const header = make.pick('x-api-key', 'x-access-key');
  const path = make.path('/api/usage', '/api/metrics', '/api/version');
  const secret = make.secret();
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('usage', 'metrics'),
      imports: make.either({}, { 'node:crypto': ['randomBytes'] }),
      top: make.flaw(`const ${key} = '${secret}';`, `const ${key} = ${fromEnvironment('API_KEY')};`),
      routes: make.route(
        'get',
        path,
        `if (${req}.get('${header}') !== ${key}) {
  ${res}.status(403).json({ error: 'The key is wrong.' });
  return;
}
${res}.json({ uptime: process.uptime() });`,
      ),
    }),
    ...keyInHeader(path, header, secret),
  };
}

function signingKey(make: ExpressMaker): Placed {
  const key = make.name('signingKey', 'linkSecret', 'hmacKey');
  const path = make.path('/api/ticket', '/api/invite-link', '/api/pass');
  const secret = make.secret(24);
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('tickets', 'passes'),
      imports: { 'node:crypto': ['createHmac', ...make.either<string[]>([], ['randomBytes'])] },
      top: make.flaw(
        make.pick(`const ${key} = '${secret}';`, `const ${key} = Buffer.from('${secret}');`),
        `const ${key} = ${fromEnvironment('SIGNING_KEY')};`,
      ),
      routes: make.route(
        'get',
        path,
        `const { name, signature } = ${req}.query;
const expected = createHmac('sha256', ${key}).update(String(name)).digest('hex');
if (signature !== expected) {
  ${res}.status(403).json({ error: 'This was not signed here.' });
  return;
}
${res}.json({ welcome: name });`,
      ),
    }),
    ...signedName(path, secret),
  };
}

function password(make: ExpressMaker): Placed {
  const secret = make.secret(14);
  const user = make.pick('admin', 'operator', 'root');
  const expected = make.name('expected', 'credentials', 'login');
  const path = make.path('/internal/state', '/manage/state', '/ops/state');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('operations', 'manage'),
      imports: make.either({}, { 'node:crypto': ['randomBytes'] }),
      top: make.flaw(
        make.pick(
          `const ${expected} = '${user}:${secret}';`,
          `const ${expected} = ['${user}', '${secret}'].join(':');`,
        ),
        `const ${expected} = \`${user}:\${${fromEnvironment('OPERATOR_PASSWORD')}}\`;`,
      ),
      routes: make.route(
        'get',
        path,
        `const [scheme, value = ''] = (${req}.get('authorization') ?? '').split(' ');
if (scheme !== 'Basic' || Buffer.from(value, 'base64').toString() !== ${expected}) {
  ${res}.status(401).set('WWW-Authenticate', 'Basic').json({ error: 'Sign in first.' });
  return;
}
${res}.json({ state: 'running' });`,
      ),
    }),
    ...knownPassword(path, user, secret),
  };
}

export const hardCodedSecret: ExpressKind = {
  ...knownKinds['hard-coded-secret'],
  forms: [
    { id: 'api-key', place: (_, make) => apiKey(make) },
    { id: 'signing-key', place: (_, make) => signingKey(make) },
    { id: 'password', place: (_, make) => password(make) },
  ],
};
