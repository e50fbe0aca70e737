import { createHash, pbkdf2Sync } from 'node:crypto';
import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { knownHash, knownLock, lockedPassword } from '../triggers/secrets.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

function signed(make: FlaskMaker, algorithm: 'md5' | 'sha1'): Placed {
  const path = make.path('/api/share/:key', '/api/short/:key', '/api/permalink/:key');
  const [hash, key] = [make.name('signature_of', 'token_of', 'link_for'), make.name('SHARE_KEY', 'LINK_KEY')];
  const bad = make.pick(
    `return hashlib.${algorithm}(text.encode()).hexdigest()`,
    `return hashlib.new("${algorithm}", text.encode()).hexdigest()`,
    `digest = hashlib.${algorithm}()\ndigest.update(text.encode())\nreturn digest.hexdigest()`,
  );
  const top = `def ${hash}(text):
${block(make.flaw(bad, `return hmac.new(${key}, text.encode(), hashlib.sha256).hexdigest()`))}`;
  return {
    edits: addFeature(make, {
      name: make.pick('share', 'permalinks'),
      top: `${make.either('', `${key} = secrets.token_bytes(32)\n\n\n`)}${top}`,
      routes: [make.route('get', path, `return {"signature": ${hash}(key)}`)],
    }),
    ...knownHash(path, algorithm),
  };
}

export const weakHash: FlaskKind = {
  ...knownKinds['weak-hash'],
  forms: [
    { id: 'md5', place: (_, make) => signed(make, 'md5') },
    { id: 'sha1', place: (_, make) => signed(make, 'sha1') },
  ],
};

function locked(make: FlaskMaker, bad: string, lock: string): Placed {
  const path = make.path('/api/locks', '/api/vault', '/api/safes');
  const hash = make.name('hash_password', 'password_hash', 'digest_of');
  const good = `salt = secrets.token_bytes(16)
key = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
return f"{salt.hex()}:{key.hex()}"`;
  const body = `sent = sent_body()
password = sent.get("password") if isinstance(sent, dict) else None
if not isinstance(password, str) or not 8 <= len(password) <= 200 or not password.isprintable():
    raise HttpError(400, "A password has 8 to 200 characters.")
return {"lock": ${hash}(password)}, 201`;
  return {
    edits: addFeature(make, {
      name: make.pick('locks', 'vault'),
      top: `def ${hash}(password):\n${block(make.flaw(bad, good))}`,
      routes: [make.route('post', path, body)],
    }),
    ...knownLock(path, lock),
  };
}

const hexOf = (algorithm: string) => createHash(algorithm).update(lockedPassword).digest('hex');

export const weakPasswordHash: FlaskKind = {
  ...knownKinds['weak-password-hash'],
  forms: [
    {
      id: 'sha256',
      place: (_, make) =>
        locked(make, 'return hashlib.sha256(password.encode()).hexdigest()', hexOf('sha256')),
    },
    {
      id: 'sha512',
      place: (_, make) =>
        locked(make, 'return hashlib.new("sha512", password.encode()).hexdigest()', hexOf('sha512')),
    },
    {
      id: 'one-iteration',
      place: (_, make) => {
        const salt = make.pick('salt', 'pepper', 'static');
        const lock = pbkdf2Sync(lockedPassword, salt, 1, 32, 'sha256').toString('hex');
        const bad = `return hashlib.pbkdf2_hmac("sha256", password.encode(), b"${salt}", 1).hex()`;
        return locked(make, bad, lock);
      },
    },
  ],
};
