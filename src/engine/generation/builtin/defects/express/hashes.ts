import { createHash } from 'node:crypto';
import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { knownHash, knownLock, lockedPassword } from '../triggers/secrets.ts';

function signed(make: ExpressMaker, algorithm: 'md5' | 'sha1'): Placed {
  const path = make.path('/api/share/:key', '/api/short/:key', '/api/permalink/:key');
  const [hash, key] = [make.name('signatureOf', 'tokenOf', 'linkFor'), make.name('shareKey', 'linkKey')];
  const direct = make.pick(true, false);
  const bad = direct
    ? `return createHash('${algorithm}').update(text).digest('hex');`
    : `const hash = createHash('${algorithm}');\n  hash.update(text);\n  return hash.digest('hex');`;
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('share', 'permalinks'),
      imports: { 'node:crypto': make.either(['createHash'], ['createHmac', 'randomBytes']) },
      top: `${make.either('', `const ${key} = randomBytes(32);\n\n`)}function ${hash}(text) {
  ${make.flaw(bad, `return createHmac('sha256', ${key}).update(text).digest('hex');`)}
}`,
      routes: make.route('get', path, `${res}.json({ signature: ${hash}(${req}.params.key) });`),
    }),
    ...knownHash(path, algorithm),
  };
}

export const weakHash: ExpressKind = {
  ...knownKinds['weak-hash'],
  forms: [
    { id: 'md5', place: (_, make) => signed(make, 'md5') },
    { id: 'sha1', place: (_, make) => signed(make, 'sha1') },
  ],
};

function locked(make: ExpressMaker, bad: string, imports: string[], digest: string): Placed {
  const path = make.path('/api/locks', '/api/vault', '/api/safes');
  const hash = make.name('hashPassword', 'passwordHash', 'digestOf');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('locks', 'vault'),
      imports: { 'node:crypto': make.either(imports, ['randomBytes', 'scryptSync']) },
      top: `function ${hash}(password) {
  ${make.flaw(bad, "const salt = randomBytes(16);\n  return `${salt.toString('hex')}:${scryptSync(password, salt, 32).toString('hex')}`;")}
}`,
      routes: make.route(
        'post',
        path,
        `const { password } = ${req}.body ?? {};
if (typeof password !== 'string' || password.length < 8 || password.length > 200) {
  ${res}.status(400).json({ error: 'A password has 8 to 200 characters.' });
  return;
}
${res}.status(201).json({ lock: ${hash}(password) });`,
      ),
    }),
    ...knownLock(path, digest),
  };
}

const sha256 = createHash('sha256').update(lockedPassword).digest('hex');
const sha512 = createHash('sha512').update(lockedPassword).digest('base64url');

export const weakPasswordHash: ExpressKind = {
  ...knownKinds['weak-password-hash'],
  forms: [
    {
      id: 'sha256',
      place: (_, make) =>
        locked(make, "return createHash('sha256').update(password).digest('hex');", ['createHash'], sha256),
    },
    {
      id: 'sha512',
      place: (_, make) =>
        locked(
          make,
          make.pick(
            "return createHash('sha512').update(password).digest('base64url');",
            "return createHash('sha512').update(password, 'utf8').digest().toString('base64url');",
          ),
          ['createHash'],
          sha512,
        ),
    },
  ],
};
