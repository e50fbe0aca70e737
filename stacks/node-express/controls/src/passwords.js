import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt);
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };
const bytes = 32;

async function hashOf(password, salt) {
  return derive(password.normalize('NFKC'), salt, bytes, cost);
}

/** The same values with the hash of the password in place of the password, when there is one. */
export async function hashedIn(values, column) {
  const password = new Map(Object.entries(values)).get(column);
  if (typeof password !== 'string') return values;
  const salt = randomBytes(16);
  const hash = await hashOf(password, salt);
  return { ...values, [column]: `${salt.toString('base64')}.${hash.toString('base64')}` };
}

/** As long as with an account: nobody can tell from the time which names have one. */
export async function passwordFits(password, stored) {
  const [salt, hash] = (stored ?? '').split('.').map((part) => Buffer.from(part, 'base64'));
  const found = await hashOf(password, salt);
  return hash !== undefined && hash.length === bytes && timingSafeEqual(found, hash);
}
