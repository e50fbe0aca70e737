import { createHash, createHmac } from 'node:crypto';
import type { Shown } from '../defect-kind.ts';

export function keyInHeader(path: string, header: string, secret: string): Shown {
  const ask = { method: 'GET' as const, path, headers: { [header]: secret } };
  return {
    trigger: {
      text: `GET ${path} with the header ${header} from the source`,
      steps: [{ ...ask, expect: { status: 200, body: 'uptime' } }],
    },
  };
}

export function signedName(path: string, secret: string): Shown {
  const signature = createHmac('sha256', secret).update('anybody').digest('hex');
  return {
    trigger: {
      text: `GET ${path} with a name that was signed with the key from the source`,
      steps: [
        {
          ...{ method: 'GET', path, query: { name: 'anybody', signature } },
          expect: { status: 200, body: 'anybody' },
        },
      ],
    },
  };
}

export function knownPassword(path: string, user: string, secret: string): Shown {
  const encoded = Buffer.from(`${user}:${secret}`).toString('base64');
  return {
    trigger: {
      text: `GET ${path} as ${user} with the password from the source`,
      steps: [
        {
          ...{ method: 'GET', path, headers: { authorization: `Basic ${encoded}` } },
          expect: { status: 200, body: 'running' },
        },
      ],
    },
  };
}

/** @param path its parameter is `:key` */
export function knownHash(path: string, algorithm: 'md5' | 'sha1'): Shown {
  const digest = createHash(algorithm).update('entry-1').digest('hex');
  return {
    use: { method: 'GET', path: path.replace(':key', 'a'), expect: { status: 200, body: 'signature' } },
    trigger: {
      text: `GET ${path} with the key entry-1: the signature is its ${algorithm.toUpperCase()}, which anybody can work out`,
      steps: [
        { method: 'GET', path: path.replace(':key', 'entry-1'), expect: { status: 200, body: digest } },
      ],
    },
  };
}

/** Of whom the lock is known in advance. */
export const lockedPassword = 'correct horse';

export function knownLock(path: string, lock: string): Shown {
  return {
    use: { method: 'POST', path, json: { password: 'long enough' }, expect: { status: 201, body: 'lock' } },
    trigger: {
      text: `POST ${path}: the lock is the same hash of the password each time, and made at once`,
      steps: [
        { method: 'POST', path, json: { password: lockedPassword }, expect: { status: 201, body: lock } },
      ],
    },
  };
}

/** @param shape a pattern, for what stands between the quotes */
export function guessableToken(path: string, text: string, shape: string): Shown {
  const step = { method: 'POST' as const, path };
  return {
    use: { ...step, expect: { status: 201, body: 'token' } },
    trigger: {
      text: `POST ${path}: ${text}`,
      steps: [{ ...step, expect: { status: 201, body: `"token":"${shape}"` } }],
    },
  };
}

/** Ways to have a signed token that nobody signed. */
export const forgeries = {
  algorithmNone: { head: { alg: 'none' }, text: 'with a ticket that says that it needs no signature' },
  noSignature: { head: { alg: 'HS256' }, text: 'with a ticket whose signature is empty' },
};

export type Forgery = (typeof forgeries)[keyof typeof forgeries];

export function unsignedTicket(path: string, { head, text }: Forgery): Shown {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = `${encode(head)}.${encode({ name: 'forged' })}.`;
  const ask = { method: 'GET' as const, path, headers: { 'x-ticket': forged } };
  return {
    use: { method: 'GET', path, expect: { status: 401 } },
    trigger: { text: `GET ${path} ${text}`, steps: [{ ...ask, expect: { status: 200, body: 'forged' } }] },
  };
}
