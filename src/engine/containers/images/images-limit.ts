/** What the limits of images are decided by. */
export interface LimitedImage {
  id: string;
  bytes: number;
  /** Milliseconds since 1970. */
  usedAt: number;
  /** By a container, or by a start that is on its way. */
  inUse: boolean;
  /** Ids of images that are built on it: it stays as long as they do. */
  derived: readonly string[];
}

export interface ImageLimits {
  count: number;
  bytes: number;
}

/**
 * Those that have to go so that what stays is within the limits: least recently used first, none that is in use. The order
 * is the one in which they can be removed.
 */
export function imagesOverLimit<T extends LimitedImage>(images: readonly T[], limits: ImageLimits): T[] {
  const stay = new Map(images.map((image) => [image.id, image]));
  const known = new Set(stay.keys());
  const oldestFirst = images.toSorted((a, b) => a.usedAt - b.usedAt);
  let bytes = images.reduce((sum, image) => sum + image.bytes, 0);
  const gone: T[] = [];
  while (stay.size > limits.count || bytes > limits.bytes) {
    // What others have built on it is not ours to remove.
    const isFree = ({ id, inUse, derived }: T) =>
      stay.has(id) && !inUse && !derived.some((each) => stay.has(each) || !known.has(each));
    const next = oldestFirst.find(isFree);
    if (!next) break;
    stay.delete(next.id);
    bytes -= next.bytes;
    gone.push(next);
  }
  return gone;
}
