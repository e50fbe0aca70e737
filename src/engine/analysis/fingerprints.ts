import { createHash } from 'node:crypto';

/** What of a finding goes into its fingerprints: never a line number. */
export interface FingerprintInput {
  ruleId: string;
  /** Relative to the app's source with `/`, or the address that was asked for. */
  path: string;
  /** Normalised code of the place itself; the message where there is no code. */
  code: string;
  /** Normalised code of the place and of its neighbours. */
  around: string;
}

/** The names under SARIF's `partialFingerprints`; matched in this order. */
export const placeKey = 'assay/place/v1';
export const codeKey = 'assay/code/v1';

/**
 * Two fingerprints for each finding: rule, path and code around the place; rule and code alone, which
 * survives a move to another file. Equal ones are told apart by an ordinal, in the order given.
 */
export function fingerprint(findings: readonly FingerprintInput[]): Record<string, string>[] {
  const ordinals = new Map<string, number>();
  const numbered = (key: string, hash: string) => {
    const seen = ordinals.get(`${key}:${hash}`) ?? 0;
    ordinals.set(`${key}:${hash}`, seen + 1);
    return `${hash}:${seen}`;
  };
  return findings.map(({ ruleId, path, code, around }) => ({
    [placeKey]: numbered(placeKey, hashOf(ruleId, path, around)),
    [codeKey]: numbered(codeKey, hashOf(ruleId, code)),
  }));
}

const longestPlace = 10;

/**
 * The code at a place, without what moving and re-indenting change: white space is one blank, empty lines
 * are left out.
 * @param startLine from 1, as in SARIF
 */
export function codeAt(
  lines: readonly string[],
  startLine: number,
  endLine: number,
): { code: string; around: string } {
  const from = Math.max(1, startLine);
  const to = Math.min(Math.max(from, endLine), from + longestPlace - 1, lines.length);
  const place = lines
    .slice(from - 1, to)
    .map(normalise)
    .filter(isFull);
  const before =
    lines
      .slice(0, from - 1)
      .map(normalise)
      .findLast(isFull) ?? '';
  const after = lines.slice(to).map(normalise).find(isFull) ?? '';
  return { code: place.join('\n'), around: [before, ...place, after].join('\n') };
}

function normalise(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

function isFull(line: string): boolean {
  return line !== '';
}

function hashOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}
