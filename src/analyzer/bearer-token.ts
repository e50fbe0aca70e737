import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a request's `Authorization` header carries the token. Takes as long for one that is almost right as for any
 * other.
 */
export function carriesToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer ([!-~]+)$/.exec(header ?? '')?.[1] ?? '';
  // Hashed, since only what is of the same length can be compared so.
  const [a, b] = [given, token].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}
