import { crc32 } from 'node:zlib';
import type { RecordedStatement } from './sqljs-dialect.ts';

/**
 * One durable transaction. On disk, little endian: magic u32, epoch u32, sequence u64, payload length u32,
 * CRC-32 u32 (of the 20 bytes before it and the payload), payload (JSON, UTF-8).
 */
export interface JournalRecord {
  /** Of the owner that wrote it; never goes down. */
  epoch: number;
  /** 1, 2, 3 … over all segments, without gaps. */
  sequence: number;
  statements: RecordedStatement[];
}

const magic = 0x4a595341; // "ASYJ"
const headerSize = 24;

export function encodeRecord(record: JournalRecord): Buffer {
  const payload = Buffer.from(JSON.stringify(record.statements), 'utf8');
  const buffer = Buffer.allocUnsafe(headerSize + payload.length);
  buffer.writeUInt32LE(magic, 0);
  buffer.writeUInt32LE(record.epoch, 4);
  buffer.writeBigUInt64LE(BigInt(record.sequence), 8);
  buffer.writeUInt32LE(payload.length, 16);
  payload.copy(buffer, headerSize);
  buffer.writeUInt32LE(checksum(buffer, payload), 20);
  return buffer;
}

function checksum(header: Buffer, payload: Buffer): number {
  return crc32(payload, crc32(header.subarray(0, 20)));
}

/** @returns null when no whole, sound record begins at the offset */
function decodeRecord(buffer: Buffer, offset: number): { record: JournalRecord; end: number } | null {
  if (offset + headerSize > buffer.length || buffer.readUInt32LE(offset) !== magic) return null;
  const header = buffer.subarray(offset, offset + headerSize);
  const end = offset + headerSize + header.readUInt32LE(16);
  if (end > buffer.length) return null;
  const payload = buffer.subarray(offset + headerSize, end);
  if (checksum(header, payload) !== header.readUInt32LE(20)) return null;
  const statements = JSON.parse(payload.toString('utf8')) as RecordedStatement[];
  return {
    record: {
      epoch: header.readUInt32LE(4),
      sequence: Number(header.readBigUInt64LE(8)),
      statements,
    },
    end,
  };
}

export interface SegmentContent {
  records: JournalRecord[];
  /** Where the sound records end. */
  end: number;
  /** `torn`: what follows `end` holds no sound record, as after a crash in mid-write; `damaged`: it does. */
  rest: 'none' | 'torn' | 'damaged';
}

/** Reads all records of a segment, and says what kind of end it has. */
export function decodeSegment(buffer: Buffer): SegmentContent {
  const records: JournalRecord[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    const decoded = decodeRecord(buffer, offset);
    if (!decoded) {
      return { records, end: offset, rest: hasRecordAfter(buffer, offset) ? 'damaged' : 'torn' };
    }
    records.push(decoded.record);
    offset = decoded.end;
  }
  return { records, end: offset, rest: 'none' };
}

function hasRecordAfter(buffer: Buffer, offset: number): boolean {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(magic);
  for (let at = buffer.indexOf(mark, offset + 1); at !== -1; at = buffer.indexOf(mark, at + 1)) {
    if (decodeRecord(buffer, at)) return true;
  }
  return false;
}
