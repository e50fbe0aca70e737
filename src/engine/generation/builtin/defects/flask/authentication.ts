import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { critical, manyAttempts, withoutCredentials } from '../triggers/access.ts';
import type { Critical } from '../triggers/access.ts';
import { addFeature } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

function unguarded(make: FlaskMaker, what: Critical, stepsOf: () => string): Placed {
  const path = make.path(...what.paths);
  const steps = stepsOf();
  const key = make.name('ADMIN_KEY', 'OPERATOR_KEY');
  const guard = `if not secrets.compare_digest(request.headers.get("X-Admin-Key", "").encode(), ${key}.encode()):
    raise HttpError(401, "Send the key.")`;
  return {
    edits: addFeature(make, {
      name: make.pick('operations', 'maintenance'),
      ...(make.careful ? { top: `${key} = os.environ.get("ADMIN_KEY") or secrets.token_hex(32)` } : {}),
      routes: [make.route(what.method, path, make.flaw(steps, `${guard}\n${steps}`))],
    }),
    ...withoutCredentials(path, what),
  };
}

export const missingAuthentication: FlaskKind = {
  ...knownKinds['missing-authentication'],
  forms: [
    {
      id: 'schema',
      place: (_, make) =>
        unguarded(make, critical.schema, () =>
          make.pick(
            'return {"tables": rows_of("SELECT name, sql FROM sqlite_master")}',
            'tables = rows_of("SELECT name, sql FROM sqlite_master")\nreturn {"count": len(tables), "tables": tables}',
          ),
        ),
    },
    {
      id: 'checkpoint',
      place: (_, make) =>
        unguarded(make, critical.checkpoint, () => {
          const command = make.pick('VACUUM', 'PRAGMA wal_checkpoint(TRUNCATE)');
          return `changes_of("${command}")\nreturn {"done": True}`;
        }),
    },
  ],
};

function attempts(make: FlaskMaker, secret: 'pin' | 'code'): Placed {
  const path = make.path('/api/unlock', '/api/gate', '/api/door');
  const expected = make.name('expected_pin', 'door_code');
  const failures = make.name('failures', 'attempts');
  const digits = secret === 'pin' ? 4 : 6;
  const sent = make.pick(`str(sent.get("${secret}"))`, `f"{sent.get('${secret}')}"`);
  const bad = `is_right = ${sent} == ${expected}`;
  const good = `if len(${failures}) >= 5:
    raise HttpError(429, "Too many attempts.")
is_right = secrets.compare_digest(${sent}.encode(), ${expected}.encode())
if not is_right:
    ${failures}.append(time.time())`;
  const body = `sent = sent_body()
if not isinstance(sent, dict):
    raise HttpError(400, "Send a JSON object.")
${make.flaw(bad, good)}
return {"open": is_right}, 200 if is_right else 401`;
  const value = `str(secrets.randbelow(9 * 10**${digits - 1}) + 10**${digits - 1})`;
  return {
    edits: addFeature(make, {
      name: make.pick('gate', 'door_lock'),
      top: `${expected} = ${value}${make.either('', `\n${failures} = []`)}`,
      routes: [make.route('post', path, body)],
    }),
    ...manyAttempts(path, secret),
  };
}

export const unlimitedAttempts: FlaskKind = {
  ...knownKinds['unlimited-attempts'],
  forms: [
    { id: 'pin', place: (_, make) => attempts(make, 'pin') },
    { id: 'code', place: (_, make) => attempts(make, 'code') },
  ],
};
