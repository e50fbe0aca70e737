import assert from 'node:assert/strict';
import { toolRunText } from '../../src/views/documents/tool-run-text.ts';
import { noFindings } from '../../src/engine/domain/severity.ts';
import type { FindingRecord, ToolRunDetail } from '../../src/engine/domain/records.ts';
import { toolRunRecord } from '../unit/views/support/records.ts';

function detail(changes: Partial<ToolRunDetail> = {}): ToolRunDetail {
  return {
    ...toolRunRecord(),
    app: 'builtin/flawed:1',
    service: 'static-analyzer',
    findingList: [],
    verdictList: [],
    log: '',
    ...changes,
  };
}

function finding(changes: Partial<FindingRecord>): FindingRecord {
  return {
    ruleId: 'sql-injection',
    severity: 'high',
    message: 'Built from input.',
    path: 'server.js',
    line: 12,
    cwe: 'CWE-89',
    scaffold: false,
    ...changes,
  };
}

describe('the page of a tool run', () => {
  it('links each finding to its place, whatever lines a message brings', () => {
    const { text, links } = toolRunText(
      detail({
        findings: { ...noFindings(), high: 3 },
        findingList: [
          finding({ message: 'One\r\ntwo\u2028three\n\n' }),
          finding({ path: null, line: null }),
          finding({ path: 'lib/db.js', line: null, scaffold: true }),
        ],
      }),
    );
    const lines = text.split('\n');
    assert.deepEqual(
      links.map(({ line, start, end }) => lines[line]!.slice(start, end)),
      ['server.js:12', 'lib/db.js'],
    );
    assert.deepEqual(
      links.map(({ path, sourceLine }) => [path, sourceLine]),
      [
        ['server.js', 12],
        ['lib/db.js', null],
      ],
    );
    assert.match(text, /One two three/);
    assert.match(text, /lib\/db\.js {2}sql-injection, CWE-89, in the scaffold, not charged/);
  });

  it('does not say "no findings" of a tool that could not measure', () => {
    const { text } = toolRunText(
      detail({ status: 'not_available', findings: null, reason: 'Its canary found 0 of 4 known defects.' }),
    );
    assert.match(text, /^not available, took 1\.2 s\nIts canary found 0 of 4 known defects\.$/m);
    assert.doesNotMatch(text, /findings/i);
  });

  it('shows what was met, and the evidence where it was not', () => {
    const { text } = toolRunText(
      detail({
        findings: null,
        verdicts: { works: 1, notMeasured: 1, total: 3 },
        verdictList: [
          { requirement: 'GET /api/notes', result: 'works', message: null, evidence: null },
          { requirement: 'POST /api/notes', result: 'wrong', message: 'It answered 500.', evidence: 'a\nb' },
          {
            requirement: 'GET /api/me',
            result: 'not_measured',
            message: 'Nobody could log in.',
            evidence: null,
          },
        ],
      }),
    );
    assert.match(text, /Requirements: 1 of 3 met, 1 not measured/);
    assert.match(text, /not measured GET \/api\/me: Nobody could log in\./);
    assert.match(text, /wrong {8}POST \/api\/notes: It answered 500\.\n {6}│ a\n {6}│ b/);
  });

  it('cuts off an endless log and says so', () => {
    const { text } = toolRunText(detail({ log: 'x'.repeat(500_010) }));
    assert.ok(text.length < 500_400);
    assert.match(text, /… 10 characters more/);
  });
});
