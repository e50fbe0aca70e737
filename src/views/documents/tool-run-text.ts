import { l10n } from 'vscode';
import { findingsPhrase, measurementPhrase, metPhrase, milliseconds, severityPhrase } from '../figures.ts';
import { toolRunState } from '../state.ts';
import type { FindingRecord, ToolRunDetail } from '../../engine/domain/records.ts';
import type { Verdict } from '../../engine/domain/analysis.ts';

/** A place in the text that leads to a line of the app. Lines and characters start at 0. */
export interface FindingLink {
  line: number;
  start: number;
  end: number;
  path: string;
  sourceLine: number | null;
}

export interface ToolRunText {
  text: string;
  links: FindingLink[];
}

const maxLogCharacters = 500_000;

/** All that one tool run left, as plain text. */
export function toolRunText(run: ToolRunDetail): ToolRunText {
  const lines: string[] = [];
  const links: FindingLink[] = [];
  const took = run.durationMs === null ? '' : `, ${l10n.t('took {0}', milliseconds(run.durationMs))}`;
  lines.push([run.tool, run.version, '·', run.app, '·', run.service].filter(Boolean).join(' '));
  lines.push(`${toolRunState(run).word}${took}`);
  if (run.reason) lines.push(run.reason);
  if (run.findings) {
    heading(lines, `${l10n.t('Findings')}: ${findingsPhrase(run.findings)}`);
    for (const finding of run.findingList) addFinding(lines, links, finding);
  }
  if (run.verdicts) {
    heading(lines, `${l10n.t('Requirements')}: ${metPhrase(run.verdicts).join(', ')}`);
    for (const verdict of run.verdictList) addVerdict(lines, verdict);
  }
  if (run.measurements.length > 0) {
    heading(lines, l10n.t('Measurements'));
    for (const measurement of run.measurements) lines.push(`  ${measurementPhrase(measurement)}`);
  }
  heading(lines, l10n.t('Log'));
  lines.push(run.log === '' ? `  ${l10n.t('The tool wrote nothing.')}` : run.log.slice(0, maxLogCharacters));
  if (run.log.length > maxLogCharacters)
    lines.push(l10n.t('… {0} characters more', run.log.length - maxLogCharacters));
  return { text: `${lines.join('\n')}\n`, links };
}

function heading(lines: string[], text: string): void {
  lines.push('', text, '─'.repeat(text.length));
}

function addFinding(lines: string[], links: FindingLink[], finding: FindingRecord): void {
  const severity = severityPhrase(finding.severity, 1).replace(/^1 /, '');
  const lead = `  ${severity.padEnd(9)}`;
  const place =
    finding.path === null ? '' : [finding.path, finding.line].filter((part) => part !== null).join(':');
  if (finding.path !== null) {
    const start = lead.length;
    links.push({
      line: lines.length,
      start,
      end: start + place.length,
      path: finding.path,
      sourceLine: finding.line,
    });
  }
  const notes = [
    finding.ruleId,
    finding.cwe,
    finding.scaffold ? l10n.t('in the scaffold, not charged') : null,
  ];
  lines.push([`${lead}${place}`, notes.filter(Boolean).join(', ')].join('  '));
  lines.push(`           ${oneLine(finding.message)}`);
}

function addVerdict(lines: string[], verdict: Verdict): void {
  const words = {
    works: l10n.t('works'),
    wrong: l10n.t('wrong'),
    missing: l10n.t('missing'),
    not_measured: l10n.t('not measured'),
  };
  const message = verdict.message === null ? '' : `: ${oneLine(verdict.message)}`;
  lines.push(`  ${words[verdict.result].padEnd(13)}${oneLine(verdict.requirement)}${message}`);
  if (verdict.evidence) for (const line of verdict.evidence.split(/\r?\n/)) lines.push(`      │ ${line}`);
}

// Links are kept by line number, so a message must not bring lines of its own.
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');
}
