import { readFileSync } from 'node:fs';

/** The records of a segment, without the room at its end. */
export function journalBytes(file: string): Buffer {
  const bytes = readFileSync(file);
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  return bytes.subarray(0, end);
}
