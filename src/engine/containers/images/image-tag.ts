import { createHash } from 'node:crypto';

/** Raised when images of the same parts would be built in another way. */
const scheme = 1;

const prefix = 'assay/';

/**
 * The name of an image by all that goes into it: what is unchanged is there already.
 * @param name lower-case letters, digits and hyphens: what people see of it
 * @param parts everything that the image depends on, in an order of their own
 */
export function contentTag(name: string, parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256').update(`${scheme}\n`);
  // With their lengths, so that no two lists run into each other.
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}\n`).update(part);
  return `${prefix}${name}:${hash.digest('hex').slice(0, 20)}`;
}

/** Whether a name is one that `contentTag` has made: no registry is asked for it. */
export function isOwnImage(name: string): boolean {
  return name.startsWith(prefix);
}
