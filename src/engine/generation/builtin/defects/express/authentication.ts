import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { critical, manyAttempts, withoutCredentials } from '../triggers/access.ts';
import type { Critical } from '../triggers/access.ts';

function unguarded(make: ExpressMaker, what: Critical, stepsOf: () => string): Placed {
  const path = make.path(...what.paths);
  const steps = stepsOf();
  const key = make.name('adminKey', 'operatorKey');
  const { req, res } = make;
  const guard = `if (${req}.get('x-admin-key') !== ${key}) {
  ${res}.status(401).json({ error: 'Send the key.' });
  return;
}
`;
  return {
    edits: addFeature(make, {
      name: make.pick('operations', 'maintenance'),
      imports: make.either({}, { 'node:crypto': ['randomBytes'] }),
      ...(make.careful
        ? { top: `const ${key} = process.env.ADMIN_KEY ?? randomBytes(32).toString('hex');` }
        : {}),
      routes: make.route(what.method, path, make.flaw(steps, guard + steps)),
    }),
    ...withoutCredentials(path, what),
  };
}

export const missingAuthentication: ExpressKind = {
  ...knownKinds['missing-authentication'],
  forms: [
    {
      id: 'schema',
      place: (_, make) =>
        unguarded(
          make,
          critical.schema,
          () => `${make.res}.json(database.prepare('SELECT name, sql FROM sqlite_master').all());`,
        ),
    },
    {
      id: 'checkpoint',
      place: (_, make) =>
        unguarded(make, critical.checkpoint, () => {
          const command = make.pick('VACUUM', 'PRAGMA wal_checkpoint(TRUNCATE)');
          return `database.exec('${command}');\n${make.res}.json({ done: true });`;
        }),
    },
  ],
};

function attempts(make: ExpressMaker, secret: 'pin' | 'code'): Placed {
  const path = make.path('/api/unlock', '/api/gate', '/api/door');
  const expected = make.name('expectedPin', 'doorCode');
  const failures = make.name('failures', 'attempts');
  const { req, res } = make;
  const good = `if (${failures} >= 5) {
  ${res}.status(429).json({ error: 'Too many attempts.' });
  return;
}
const isRight = String(${req}.body?.${secret} ?? '') === ${expected};
if (!isRight) ${failures} += 1;`;
  const body = `${make.flaw(
    make.pick(
      `const isRight = ${req}.body?.${secret} === ${expected};`,
      `const isRight = String(${req}.body?.${secret} ?? '') === ${expected};`,
    ),
    good,
  )}
${res}.status(isRight ? 200 : 401).json({ open: isRight });`;
  return {
    edits: addFeature(make, {
      name: make.pick('gate', 'doorLock'),
      imports: { 'node:crypto': ['randomInt'] },
      top: `const ${expected} = String(randomInt(${secret === 'pin' ? '1_000, 10_000' : '100_000, 1_000_000'}));${make.either('', `\nlet ${failures} = 0;`)}`,
      routes: make.route('post', path, body),
    }),
    ...manyAttempts(path, secret),
  };
}

export const unlimitedAttempts: ExpressKind = {
  ...knownKinds['unlimited-attempts'],
  forms: [
    { id: 'pin', place: (_, make) => attempts(make, 'pin') },
    { id: 'code', place: (_, make) => attempts(make, 'code') },
  ],
};
