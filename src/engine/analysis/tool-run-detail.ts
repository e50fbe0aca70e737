import type { Result, Run } from 'sarif';
import type { ToolResult } from '../domain/analysis.ts';
import type { FindingRecord, ToolRunDetail } from '../domain/records.ts';
import { severityOf } from './finish-sarif.ts';
import { placeOf } from './sarif-place.ts';

/**
 * What a stored tool result says in detail.
 * @param blob the whole ToolResult as JSON, as the subtask executor stored it
 */
export function readToolRunDetail(blob: Buffer): Pick<ToolRunDetail, 'findingList' | 'verdictList' | 'log'> {
  const result = JSON.parse(blob.toString('utf8')) as ToolResult;
  const findingList = (result.sarif?.runs ?? []).flatMap((run) =>
    (run.results ?? []).map((finding) => toRecord(finding, run)),
  );
  return { findingList, verdictList: result.verdicts, log: result.log };
}

function toRecord(result: Result, run: Run): FindingRecord {
  // Paths were made relative when the result was stored; the folder only has to be some folder.
  const place = placeOf(result, '/');
  const isFile = place !== 'outside' && place.kind === 'file';
  const message = result.message.text ?? '';
  const address = place !== 'outside' && place.kind === 'url' ? `${place.path}: ` : '';
  return {
    ruleId: result.ruleId ?? '',
    severity: severityOf(result),
    message: address + message,
    path: isFile ? place.path : null,
    line: isFile ? place.startLine : null,
    cwe: cweOf(result, run),
    scaffold: result.properties?.['scaffold'] === true,
  };
}

function cweOf(result: Result, run: Run): string | null {
  const rule = run.tool.driver.rules?.find(({ id }) => id === result.ruleId);
  const list: unknown = rule?.properties?.['cwe'];
  return Array.isArray(list) && typeof list[0] === 'string' ? list[0] : null;
}
