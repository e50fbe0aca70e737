/** Changes whenever a mapping below changes, and is stamped on every result. */
export const severityTableVersion = 1;

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

export type SeverityCounts = Record<Severity, number>;

export const noFindings = (): SeverityCounts => ({ critical: 0, high: 0, medium: 0, low: 0, info: 0 });

/** CVSS v3.1 qualitative rating scale: the score's name; SARIF's `security-severity` uses the same bands. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}

/** SARIF 2.1.0 §3.27.10 levels, for rules that carry no score. */
export function severityOfLevel(level: 'error' | 'warning' | 'note' | 'none'): Severity {
  switch (level) {
    case 'error':
      return 'high';
    case 'warning':
      return 'medium';
    case 'note':
      return 'low';
    case 'none':
      return 'info';
  }
}
