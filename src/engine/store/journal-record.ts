import { crc32 } from 'node:zlib';
import type { RecordedStatement } from './sqljs-dialect.ts';

/**
 * One durable transaction. On disk, little endian: magic u32, epoch u32, sequence u64, durable u64, payload length
 * u32, CRC-32 u32 (of the 28 bytes before it and the payload), payload (JSON, UTF-8).
 */
export interface JournalRecord {
  /** Of the owner that wrote it; never goes down. */
  epoch: number;
  /** 1, 2, 3 … over all segments, without gaps. */
  sequence: number;
  /** The last record that was durable when this one was written: those between the two came in one flush. */
  durable: number;
  statements: RecordedStatement[];
}

/** "ASYJ". The last letter is the format: a change of it takes the next one, which this code then refuses to touch. */
const magic = 0x4a595341;
const headerSize = 32;
const lengthAt = 24;
const checksumAt = 28;

export function encodeRecord(record: JournalRecord): Buffer {
  const payload = Buffer.from(JSON.stringify(record.statements), 'utf8');
  const buffer = Buffer.allocUnsafe(headerSize + payload.length);
  buffer.writeUInt32LE(magic, 0);
  buffer.writeUInt32LE(record.epoch, 4);
  buffer.writeBigUInt64LE(BigInt(record.sequence), 8);
  buffer.writeBigUInt64LE(BigInt(record.durable), 16);
  buffer.writeUInt32LE(payload.length, lengthAt);
  payload.copy(buffer, headerSize);
  buffer.writeUInt32LE(checksum(buffer, payload), checksumAt);
  return buffer;
}

function checksum(header: Buffer, payload: Buffer): number {
  return crc32(payload, crc32(header.subarray(0, checksumAt)));
}

/** @returns null when no whole, sound record begins at the offset */
function decodeRecord(buffer: Buffer, offset: number): { record: JournalRecord; end: number } | null {
  if (offset + headerSize > buffer.length || buffer.readUInt32LE(offset) !== magic) return null;
  const header = buffer.subarray(offset, offset + headerSize);
  const end = offset + headerSize + header.readUInt32LE(lengthAt);
  if (end > buffer.length) return null;
  const payload = buffer.subarray(offset + headerSize, end);
  if (checksum(header, payload) !== header.readUInt32LE(checksumAt)) return null;
  const statements = JSON.parse(payload.toString('utf8')) as RecordedStatement[];
  return {
    record: {
      epoch: header.readUInt32LE(4),
      sequence: Number(header.readBigUInt64LE(8)),
      durable: Number(header.readBigUInt64LE(16)),
      statements,
    },
    end,
  };
}

export interface SegmentContent {
  records: JournalRecord[];
  /** Where the sound records end. */
  end: number;
  /**
   * `none`: nothing follows `end`, or room that was made in advance. `torn`: what follows `end` was not durable yet, as after a crash in the middle of a flush, whose parts may reach the
   * disk in any order. `damaged`: a sound record follows that was written when what is missing here was durable.
   * `newer`: what follows is of a format that this code does not know.
   */
  rest: 'none' | 'torn' | 'damaged' | 'newer';
}

/**
 * Reads all records of a segment, and says what kind of end it has.
 * @param firstSequence of the record that the segment begins with
 */
export function decodeSegment(buffer: Buffer, firstSequence: number): SegmentContent {
  const records: JournalRecord[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    const decoded = decodeRecord(buffer, offset);
    if (!decoded) {
      if (isRoom(buffer, offset)) break;
      if (isNewer(buffer, offset)) return { records, end: offset, rest: 'newer' };
      const last = records.at(-1)?.sequence ?? firstSequence - 1;
      return { records, end: offset, rest: provesLoss(buffer, offset, last) ? 'damaged' : 'torn' };
    }
    records.push(decoded.record);
    offset = decoded.end;
  }
  return { records, end: offset, rest: 'none' };
}

/** Whether there are only zeros from there on. A record that no sync has completed may leave the same. */
function isRoom(buffer: Buffer, offset: number): boolean {
  return buffer.subarray(offset).every((byte) => byte === 0);
}

/** Whether a record of a later format begins there. */
function isNewer(buffer: Buffer, offset: number): boolean {
  return /^ASY[K-Z]$/.test(buffer.toString('latin1', offset, offset + 4));
}

/** Whether a later record says that something after the last sound one was durable. */
function provesLoss(buffer: Buffer, offset: number, lastSequence: number): boolean {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(magic);
  for (let at = buffer.indexOf(mark, offset + 1); at !== -1; at = buffer.indexOf(mark, at + 1)) {
    const later = decodeRecord(buffer, at);
    if (later && later.record.durable > lastSequence) return true;
  }
  return false;
}
