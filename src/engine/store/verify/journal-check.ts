import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { listSegments } from '../journal.ts';
import type { Segment } from '../journal.ts';
import { decodeSegment } from '../journal-record.ts';
import type { JournalRecord, SegmentContent } from '../journal-record.ts';
import type { Findings } from './findings.ts';

/** A place where records are missing. */
export interface Gap {
  file: string;
  expected: number;
  found: number;
}

export interface JournalContent {
  /** Every sound record, in the order of the files. */
  records: JournalRecord[];
  gaps: Gap[];
  /** Tells two readings apart: names and sizes of the segments. */
  state: string;
}

/** Reads the whole journal and checks each record's checksum, sequence and epoch. */
export async function checkJournal(folder: string, findings: Findings): Promise<JournalContent> {
  const content: JournalContent = { records: [], gaps: [], state: '' };
  const segments = await listSegments(folder);
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    const buffer = await readFile(segment.file);
    content.state += `${path.basename(segment.file)} ${buffer.length};`;
    const decoded = decodeSegment(buffer, segment.firstSequence);
    reportEnd(segment, next, decoded, buffer.length, findings);
    const [first] = decoded.records;
    if (first && (first.sequence !== segment.firstSequence || first.epoch !== segment.epoch)) {
      findings.problem(
        segment.file,
        `It begins with record ${first.sequence} of epoch ${first.epoch}.`,
        'The file was renamed; segments may be read in the wrong order.',
      );
    }
    for (const record of decoded.records) {
      if (next && record.sequence >= next.firstSequence && record.epoch < next.epoch) {
        // Its owner had been deposed, and nobody was told that it is durable.
        findings.note(
          `${segment.file} goes on after ${path.basename(next.file)} began; that part does not count.`,
        );
        break;
      }
      follow(segment.file, content, record, findings);
    }
    findings.checked.segments++;
  }
  findings.checked.records = content.records.length;
  return content;
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

function follow(file: string, content: JournalContent, record: JournalRecord, findings: Findings): void {
  const last = content.records.at(-1);
  if (last && record.sequence !== last.sequence + 1) {
    content.gaps.push({ file, expected: last.sequence + 1, found: record.sequence });
  }
  if (last && record.epoch < last.epoch) {
    findings.problem(
      file,
      `Record ${record.sequence} is of epoch ${record.epoch}, the one before it of epoch ${last.epoch}.`,
      'A process wrote that no longer owned the folder, or an epoch was given out twice.',
    );
  }
  content.records.push(record);
}
