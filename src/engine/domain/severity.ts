/** Changes whenever a rule of ours is given another severity, and is stamped on every result. */
export const severityTableVersion = 1;

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof severities)[number];

export type SeverityCounts = Record<Severity, number>;

export const noFindings = (): SeverityCounts => ({ critical: 0, high: 0, medium: 0, low: 0, info: 0 });
