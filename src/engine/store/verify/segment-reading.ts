import { readFile } from 'node:fs/promises';
import { decodeSegment } from '../journal-record.ts';
import type { JournalRecord, SegmentContent } from '../journal-record.ts';
import type { Segment } from '../journal.ts';
import { newerFormat } from '../store-errors.ts';
import type { JournalSummary } from './journal-check.ts';

/**
 * @param length how much of the file to look at; all of it when left out
 * @throws InputError when it is of a newer version
 */
export async function readSegment(
  segment: Segment,
  length?: number,
): Promise<{ content: SegmentContent; length: number }> {
  const whole = await readFile(segment.file);
  const buffer = whole.subarray(0, length ?? whole.length);
  const content = decodeSegment(buffer, segment.firstSequence);
  if (content.rest === 'newer') throw newerFormat(segment.file);
  return { content, length: buffer.length };
}

/** Without what an owner wrote that had been deposed: the next segment takes its place. */
export function countedRecords({ records }: SegmentContent, next: Segment | undefined): JournalRecord[] {
  if (!next) return records;
  const end = records.findIndex(
    ({ sequence, epoch }) => sequence >= next.firstSequence && epoch < next.epoch,
  );
  return end === -1 ? records : records.slice(0, end);
}

/** All sound records that count, in the order of the files, with no more than one segment in memory. */
export async function* journalRecords({ segments }: JournalSummary): AsyncGenerator<JournalRecord> {
  for (const [index, segment] of segments.entries()) {
    const { content } = await readSegment(segment, segment.length);
    yield* countedRecords(content, segments[index + 1]);
  }
}
