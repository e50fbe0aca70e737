/**
 * A job's seed from what names its cell. FNV-1a, 32 bit: small, stable over platforms and versions; it
 * only has to spread, not to resist anybody. http://www.isthe.com/chongo/tech/comp/fnv/
 * @returns unsigned 32-bit integer
 */
export function jobSeed(
  pipelineSeed: number,
  cell: { template: string; stack: string; replicate: number },
): number {
  // The model is left out on purpose: all models of a row face the same draw.
  const text = [pipelineSeed, cell.template, cell.stack, cell.replicate].join('\u0000');
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}
