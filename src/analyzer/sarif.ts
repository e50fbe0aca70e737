import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Severity } from '../engine/domain/severity.ts';

/** A defect as an adapter found it, before it becomes a SARIF result. */
export interface RawFinding {
  ruleId: string;
  severity: Severity;
  /** The tool's own word for how bad it is. */
  toolLevel: string;
  message: string;
  place: FilePlace | UrlPlace;
}

export interface FilePlace {
  /** Relative to the app's source, with `/`. */
  file: string;
  /** Lines and columns start at 1. */
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

export interface UrlPlace {
  /** Relative to the app's address, starting with `/`. */
  urlPath: string;
}

export interface RuleInfo {
  summary: string;
  /** As in `CWE-89`. */
  cwe: string[];
}

/** Bases of SARIF's relative locations: the app's source, and the running app. */
export const sourceBase = 'SRCROOT';
export const appBase = 'APP';

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' } as const;

/** More than this of one app says nothing more about it, and would fill the disk. */
const maxResults = 2_000;

/**
 * SARIF 2.1.0 (OASIS) with one run. Ours: `properties.severity` and `properties.toolLevel` of a result,
 * CWE tags of a rule as CodeQL and GitHub write them (`external/cwe/cwe-89`).
 * @param rules what is known of each rule by id; a rule that is not listed gets its id as description
 */
export function toSarif(
  tool: { name: string; version: string },
  findings: readonly RawFinding[],
  rules: ReadonlyMap<string, RuleInfo>,
): Log {
  const sorted = [...findings].sort(byPlace).slice(0, maxResults);
  const ruleIds = [...new Set(sorted.map((finding) => finding.ruleId))].sort();
  return {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            rules: ruleIds.map((id) => toDescriptor(id, rules.get(id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: sorted.map((finding) => toResult(finding, ruleIds.indexOf(finding.ruleId))),
      },
    ],
  };
}

function toDescriptor(id: string, rule: RuleInfo | undefined): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: rule?.summary ?? id },
    properties: {
      tags: (rule?.cwe ?? []).map((cwe) => `external/cwe/${cwe.toLowerCase()}`),
      cwe: rule?.cwe ?? [],
    },
  };
}

function toResult(finding: RawFinding, ruleIndex: number): Result {
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: finding.message.slice(0, 2_000) },
    locations: [{ physicalLocation: toLocation(finding.place) }],
    properties: { severity: finding.severity, toolLevel: finding.toolLevel },
  };
}

function toLocation(place: FilePlace | UrlPlace) {
  if ('urlPath' in place) {
    return { artifactLocation: { uri: place.urlPath.replace(/^\//, ''), uriBaseId: appBase } };
  }
  const { file, ...region } = place;
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { artifactLocation: { uri, uriBaseId: sourceBase }, region };
}

function byPlace(a: RawFinding, b: RawFinding): number {
  return compare(sortKey(a), sortKey(b));
}

function sortKey({ place, ruleId }: RawFinding): (string | number)[] {
  if ('urlPath' in place) return [place.urlPath, 0, 0, ruleId];
  return [place.file, place.startLine, place.startColumn, ruleId];
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]!;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
