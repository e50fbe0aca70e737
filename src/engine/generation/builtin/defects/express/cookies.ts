import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { changedFromElsewhere, cookieWithout } from '../triggers/browser.ts';

const safeOptions = "{ httpOnly: true, secure: true, sameSite: 'strict' }";

function session(make: ExpressMaker, options: string, lacks: 'HttpOnly' | 'Secure'): Placed {
  const sessions = make.name('sessions', 'visitors', 'guests');
  const path = make.path('/api/session', '/api/visit', '/api/guest');
  const cookie = make.pick('sid', 'session', 'guest');
  const value = "randomBytes(24).toString('hex')";
  const { req, res } = make;
  const bad = options === '' ? '' : `, ${options}`;
  const body = `const id = ${value};
if (${sessions}.size >= 10_000) ${sessions}.clear();
${sessions}.set(id, { name: String(${req}.body?.name ?? 'guest'), since: Date.now() });
${make.flaw(`${res}.cookie('${cookie}', id${bad});`, `${res}.cookie('${cookie}', id, ${safeOptions});`)}
${res}.status(201).json({ signedIn: true });`;
  return {
    edits: addFeature(make, {
      name: `${sessions}List`,
      imports: { 'node:crypto': ['randomBytes'] },
      routes: `const ${sessions} = new Map();\n${make.route('post', path, body)}`,
    }),
    ...cookieWithout(lacks, path, cookie),
  };
}

export const scriptableCookie: ExpressKind = {
  ...knownKinds['cookie-without-http-only'],
  forms: [
    { id: 'no-options', place: (_, make) => session(make, make.pick('', "{ path: '/' }"), 'HttpOnly') },
    {
      id: 'other-options',
      place: (_, make) =>
        session(
          make,
          make.pick("{ secure: true, sameSite: 'strict' }", '{ httpOnly: false, secure: true }'),
          'HttpOnly',
        ),
    },
  ],
};

export const plainCookie: ExpressKind = {
  ...knownKinds['cookie-without-secure'],
  forms: [
    {
      id: 'http-only',
      place: (_, make) =>
        session(make, make.pick('{ httpOnly: true }', "{ httpOnly: true, path: '/' }"), 'Secure'),
    },
    {
      id: 'same-site',
      place: (_, make) =>
        session(
          make,
          make.pick(
            "{ httpOnly: true, sameSite: 'lax' }",
            "{ httpOnly: true, secure: false, sameSite: 'strict' }",
          ),
          'Secure',
        ),
    },
  ],
};

/** A setting that belongs to a session, which a cookie names. */
function forgeable(make: ExpressMaker, method: 'get' | 'post'): Placed {
  const choices = make.name('choices', 'preferences', 'newsletters');
  const path = make.path('/account/choice', '/account/newsletter', '/profile/choice');
  const { req, res } = make;
  const source = method === 'get' ? 'query' : 'body';
  const cookie = make.pick('visitor', 'choice_id');
  const open = make.route(
    'post',
    `${path}/start`,
    `const id = randomBytes(16).toString('hex');
if (${choices}.size >= 10_000) ${choices}.clear();
${choices}.set(id, 'none');
${res}.cookie('${cookie}', id, { httpOnly: true, secure: true, sameSite: 'none' });
${res}.status(201).json({ choice: 'none' });`,
  );
  const form = "express.urlencoded({ extended: false, limit: '1kb' }), ";
  const store = `${choices}.set(id, String(${req}.${source}?.choice ?? 'none').slice(0, 40));`;
  const check = `if (${req}.get('origin') !== undefined && new URL(${req}.get('origin')).host !== ${req}.get('host')) {
  ${res}.status(403).json({ error: 'This came from another site.' });
  return;
}`;
  const change = make.route(
    method,
    path,
    `const id = /${cookie}=(\\w+)/.exec(${req}.get('cookie') ?? '')?.[1];
if (!${choices}.has(id)) {
  ${res}.status(401).json({ error: 'Start first.' });
  return;
}
${make.flaw(store, `${check}\n${store}`)}
${res}.json({ choice: ${choices}.get(id) });`,
    { before: method === 'post' ? form : '' },
  );
  return {
    edits: addFeature(make, {
      name: `${choices}List`,
      imports: {
        'node:crypto': ['randomBytes'],
        ...(method === 'post' ? { express: ['default express'] } : {}),
      },
      routes: `const ${choices} = new Map();\n${open}\n${change}`,
    }),
    ...changedFromElsewhere(method, path, cookie),
  };
}

export const requestFromElsewhere: ExpressKind = {
  ...knownKinds['cross-site-request-forgery'],
  forms: [
    { id: 'form', place: (_, make) => forgeable(make, 'post') },
    { id: 'link', place: (_, make) => forgeable(make, 'get') },
  ],
};
