import path from 'node:path';
import { listSegments } from '../journal.ts';
import type { Segment } from '../journal.ts';
import type { JournalRecord, SegmentContent } from '../journal-record.ts';
import type { Findings } from './findings.ts';
import { countedRecords, readSegment } from './segment-reading.ts';

/** A place where records are missing. */
export interface Gap {
  file: string;
  expected: number;
  found: number;
}

/** What is known of a journal after one reading. Its records are read again where they are needed. */
export interface JournalSummary {
  /** In order, with the bytes that were looked at: what comes behind is another reading's. */
  segments: (Segment & { length: number })[];
  /** Of the first and the last sound record that counts; 1 and 0 for none. */
  first: number;
  last: number;
  lastEpoch: number;
  gaps: Gap[];
  /** Tells two readings apart: names and sizes of the segments. */
  state: string;
}

/** Reads the journal, one segment after the other, and checks each record's checksum, sequence and epoch. */
export async function checkJournal(folder: string, findings: Findings): Promise<JournalSummary> {
  findings.enter('journal');
  const summary: JournalSummary = { segments: [], first: 1, last: 0, lastEpoch: 0, gaps: [], state: '' };
  const segments = await listSegments(folder);
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    const { content, length } = await readSegment(segment);
    summary.segments.push({ ...segment, length });
    summary.state += `${path.basename(segment.file)} ${length};`;
    reportEnd(segment, next, content, length, findings);
    reportName(segment, content.records[0], findings);
    const counted = countedRecords(content, next);
    for (const record of counted) follow(segment.file, summary, record, findings);
    if (next && counted.length < content.records.length) {
      // Its owner had been deposed, and nobody was told that it is durable.
      findings.note(
        `${segment.file} goes on after ${path.basename(next.file)} began; that part does not count.`,
      );
    }
    findings.checked.segments++;
  }
  return summary;
}

function reportName(segment: Segment, first: JournalRecord | undefined, findings: Findings): void {
  if (!first || (first.sequence === segment.firstSequence && first.epoch === segment.epoch)) return;
  findings.problem(
    segment.file,
    `It begins with record ${first.sequence} of epoch ${first.epoch}.`,
    'The file was renamed; segments may be read in the wrong order.',
  );
}

function reportEnd(
  segment: Segment,
  next: Segment | undefined,
  { records, end, rest }: SegmentContent,
  length: number,
  findings: Findings,
): void {
  const last = records.at(-1)?.sequence ?? segment.firstSequence - 1;
  if (rest === 'none' || (next && last + 1 >= next.firstSequence)) return;
  if (rest === 'torn' && !next) {
    findings.note(
      `${segment.file} ends in ${length - end} bytes of a write that was cut short, or that is going on; ` +
        'nothing of it was reported as done.',
    );
    return;
  }
  findings.problem(
    segment.file,
    `It is damaged at byte ${end}.`,
    'What was stored from there on cannot be read; restore the file from a backup.',
  );
}

function follow(file: string, summary: JournalSummary, record: JournalRecord, findings: Findings): void {
  if (findings.checked.records === 0) summary.first = record.sequence;
  else {
    if (record.sequence !== summary.last + 1) {
      summary.gaps.push({ file, expected: summary.last + 1, found: record.sequence });
    }
    if (record.epoch < summary.lastEpoch) {
      findings.problem(
        file,
        `Record ${record.sequence} is of epoch ${record.epoch}, the one before it of epoch ${summary.lastEpoch}.`,
        'A process wrote that no longer owned the folder, or an epoch was given out twice.',
      );
    }
  }
  summary.last = record.sequence;
  summary.lastEpoch = record.epoch;
  findings.checked.records++;
}
