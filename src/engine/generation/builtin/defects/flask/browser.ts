import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import {
  changedFromElsewhere,
  cookieWithout,
  foreignRedirect,
  readFromElsewhere,
} from '../triggers/browser.ts';
import { inModule } from './edits.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

function redirected(make: FlaskMaker, bad: string, target: string): Placed {
  const parameter = make.pick('to', 'next', 'return_url');
  const path = make.path('/go', '/leave', '/continue');
  const good = `parts = urlsplit(target.replace("\\\\", "/"))
is_local = not parts.scheme and not parts.netloc and target.startswith("/")
return redirect(target if is_local else "/")`;
  const body = `target = request.args.get("${parameter}", "/")\n${make.flaw(bad, good)}`;
  return {
    edits: addFeature(make, {
      ...{ name: make.pick('leaving', 'forward'), routes: [make.route('get', path, body)] },
    }),
    ...foreignRedirect(path, parameter, '/start', target),
  };
}

export const openRedirect: FlaskKind = {
  ...knownKinds['open-redirect'],
  forms: [
    {
      id: 'anywhere',
      place: (_, make) =>
        redirected(
          make,
          make.pick(
            'return redirect(target)',
            'response = make_response("", 302)\nresponse.headers["Location"] = target\nreturn response',
          ),
          'https://attacker.example/',
        ),
    },
    {
      id: 'slash-only',
      place: (_, make) =>
        redirected(
          make,
          make.pick(
            'return redirect(target if target.startswith("/") else "/")',
            'if not re.match("/", target):\n    target = "/"\nreturn redirect(target)',
          ),
          '//attacker.example/',
        ),
    },
    {
      id: 'host-inside',
      place: (_, make) => {
        const host = make.pick('example.org', 'example.net');
        const bad = `return redirect(target if target.startswith("/start") or "${host}" in target else "/")`;
        return redirected(make, bad, `https://attacker.example/?${host}`);
      },
    },
  ],
};

function session(make: FlaskMaker, options: string, lacks: 'HttpOnly' | 'Secure'): Placed {
  const sessions = make.name('visitors', 'guests', 'visits');
  const path = make.path('/api/session', '/api/visit', '/api/guest');
  const cookie = make.pick('sid', 'session', 'guest');
  const set = (all: string) => `response.set_cookie("${cookie}", key${all === '' ? '' : `, ${all}`})`;
  const body = `sent = sent_body()
key = secrets.token_hex(24)
if len(${sessions}) >= 10_000:
    ${sessions}.clear()
${sessions}[key] = str(sent.get("name", "guest"))[:100] if isinstance(sent, dict) else "guest"
response = make_response({"signedIn": True}, 201)
${make.flaw(set(options), set('httponly=True, secure=True, samesite="Strict"'))}
return response`;
  return {
    edits: addFeature(make, {
      ...{ name: `${sessions}_list`, top: `${sessions} = {}`, routes: [make.route('post', path, body)] },
    }),
    ...cookieWithout(lacks, path, cookie),
  };
}

export const scriptableCookie: FlaskKind = {
  ...knownKinds['cookie-without-http-only'],
  forms: [
    { id: 'no-options', place: (_, make) => session(make, make.pick('', 'path="/"'), 'HttpOnly') },
    {
      id: 'other-options',
      place: (_, make) =>
        session(make, make.pick('secure=True, samesite="Strict"', 'secure=True, httponly=False'), 'HttpOnly'),
    },
  ],
};

export const plainCookie: FlaskKind = {
  ...knownKinds['cookie-without-secure'],
  forms: [
    {
      id: 'http-only',
      place: (_, make) => session(make, make.pick('httponly=True', 'httponly=True, path="/"'), 'Secure'),
    },
    {
      id: 'same-site',
      place: (_, make) =>
        session(
          make,
          make.pick('httponly=True, samesite="Lax"', 'httponly=True, secure=False, samesite="Strict"'),
          'Secure',
        ),
    },
  ],
};

/** A setting that belongs to a session, which a cookie names. */
function forgeable(make: FlaskMaker, method: 'get' | 'post'): Placed {
  const choices = make.name('choices', 'preferences', 'newsletters');
  const path = make.path('/account/choice', '/account/newsletter', '/profile/choice');
  const cookie = make.pick('visitor', 'choice_id');
  const open = make.route(
    'post',
    `${path}/start`,
    `key = secrets.token_hex(16)
if len(${choices}) >= 10_000:
    ${choices}.clear()
${choices}[key] = "none"
response = make_response({"choice": "none"}, 201)
response.set_cookie("${cookie}", key, httponly=True, secure=True, samesite="None")
return response`,
  );
  const source = method === 'get' ? 'args' : 'form';
  const store = `${choices}[key] = request.${source}.get("choice", "none")[:40]`;
  const check = `origin = request.headers.get("Origin")
if origin is not None and urlsplit(origin).netloc != request.host:
    raise HttpError(403, "This came from another site.")`;
  const change = make.route(
    method,
    path,
    `key = request.cookies.get("${cookie}")
if key not in ${choices}:
    raise HttpError(401, "Start first.")
${make.flaw(store, `${check}\n${store}`)}
return {"choice": ${choices}[key]}`,
  );
  return {
    edits: addFeature(make, { name: `${choices}_list`, top: `${choices} = {}`, routes: [open, change] }),
    ...changedFromElsewhere(method, path, cookie),
  };
}

export const requestFromElsewhere: FlaskKind = {
  ...knownKinds['cross-site-request-forgery'],
  forms: [
    { id: 'form', place: (_, make) => forgeable(make, 'post') },
    { id: 'link', place: (_, make) => forgeable(make, 'get') },
  ],
};

/** All answers get what is set beside the other headers. */
function cors(make: FlaskMaker, bad: string, origin: string, credentials: boolean): Placed {
  const edit = inModule('__init__', / {8}response\.headers\["X-Frame-Options"\] = "DENY"/, (line) => {
    const good = 'response.vary.add("Origin")';
    return `${line}\n${block(block(make.flaw(bad, good)))}`;
  });
  return { edits: [edit], ...readFromElsewhere('/api/nothing-here', origin, credentials) };
}

const allow = 'response.headers["Access-Control-Allow-Origin"]';
const credentialed = 'response.headers["Access-Control-Allow-Credentials"] = "true"';

export const permissiveCors: FlaskKind = {
  ...knownKinds['permissive-cors'],
  forms: [
    {
      id: 'star',
      place: (_, make) =>
        cors(
          make,
          make.pick(`${allow} = "*"`, 'response.headers.add("access-control-allow-origin", "*")'),
          '*',
          false,
        ),
    },
    {
      id: 'reflected',
      place: (_, make) =>
        cors(
          make,
          `${allow} = request.headers.get("Origin", "*")\n${credentialed}`,
          'https://attacker.example',
          true,
        ),
    },
    {
      id: 'ending',
      place: (_, make) => {
        const own = make.pick('intranet.example', 'company.example');
        const bad = `origin = request.headers.get("Origin", "")
if origin.endswith("${own}"):
    ${allow} = origin
    ${credentialed}`;
        return cors(make, bad, `https://not-${own}`, true);
      },
    },
  ],
};
