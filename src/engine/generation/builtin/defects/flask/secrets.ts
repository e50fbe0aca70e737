import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { keyInHeader, knownPassword, signedName } from '../triggers/secrets.ts';
import { addFeature } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

const fromEnvironment = (name: string) => `os.environ.get("${name}") or secrets.token_hex(32)`;

function apiKey(make: FlaskMaker): Placed {
  const key = make.name('API_KEY', 'EXPORT_KEY', 'ACCESS_KEY');
  const header = make.pick('X-Api-Key', 'X-Access-Key');
  const path = make.path('/api/usage', '/api/metrics', '/api/version');
  const secret = make.secret();
  const body = `if not secrets.compare_digest(request.headers.get("${header}", "").encode(), ${key}.encode()):
    raise HttpError(403, "The key is wrong.")
return {"uptime": time.monotonic()}`;
  return {
    edits: addFeature(make, {
      name: make.pick('usage', 'metrics'),
      top: make.flaw(`${key} = "${secret}"`, `${key} = ${fromEnvironment('API_KEY')}`),
      routes: [make.route('get', path, body)],
    }),
    ...keyInHeader(path, header, secret),
  };
}

function signingKey(make: FlaskMaker): Placed {
  const key = make.name('SIGNING_KEY', 'LINK_SECRET', 'HMAC_KEY');
  const path = make.path('/api/ticket', '/api/invite-link', '/api/pass');
  const secret = make.secret(24);
  const body = `name, signature = request.args.get("name", ""), request.args.get("signature", "")
expected = hmac.new(${key}, name.encode(), hashlib.sha256).hexdigest()
if not hmac.compare_digest(signature.encode(), expected.encode()):
    raise HttpError(403, "This was not signed here.")
return {"welcome": name}`;
  return {
    edits: addFeature(make, {
      name: make.pick('tickets', 'passes'),
      top: make.flaw(
        make.pick(`${key} = b"${secret}"`, `${key} = "${secret}".encode()`),
        `${key} = (${fromEnvironment('SIGNING_KEY')}).encode()`,
      ),
      routes: [make.route('get', path, body)],
    }),
    ...signedName(path, secret),
  };
}

function password(make: FlaskMaker): Placed {
  const secret = make.secret(14);
  const user = make.pick('admin', 'operator', 'root');
  const expected = make.name('OPERATORS', 'CREDENTIALS', 'LOGINS');
  const path = make.path('/internal/state', '/manage/state', '/ops/state');
  const bad = make.pick(`${expected} = {"${user}": "${secret}"}`, `${expected} = dict(${user}="${secret}")`);
  const body = `given = request.authorization
expected = ${expected}.get(given.username) if given and given.type == "basic" else None
if expected is None or not secrets.compare_digest(expected.encode(), given.password.encode()):
    raise HttpError(401, "Sign in first.")
return {"state": "running"}`;
  return {
    edits: addFeature(make, {
      name: make.pick('operations', 'manage'),
      top: make.flaw(bad, `${expected} = {"${user}": ${fromEnvironment('OPERATOR_PASSWORD')}}`),
      routes: [make.route('get', path, body)],
    }),
    ...knownPassword(path, user, secret),
  };
}

export const hardCodedSecret: FlaskKind = {
  ...knownKinds['hard-coded-secret'],
  forms: [
    { id: 'api-key', place: (_, make) => apiKey(make) },
    { id: 'signing-key', place: (_, make) => signingKey(make) },
    { id: 'password', place: (_, make) => password(make) },
  ],
};
