import type { Severity } from '../../engine/domain/severity.ts';
import type { Template } from '../../engine/domain/template.ts';
import type { Exchange, HttpClient } from '../http/client.ts';
import type { RuleInfo } from '../sarif.ts';

export interface ProbeRule extends RuleInfo {
  severity: Severity;
}

export interface ProbeFinding {
  rule: string;
  /** Starting with `/`. */
  urlPath: string;
  message: string;
}

export interface ProbeContext {
  client: HttpClient;
  /** The answer to `GET /`. */
  page: Exchange;
  template: Template | null;
}

/** One thing that http-probe looks for, with the rules it reports under. */
export interface ProbeCheck {
  rules: Readonly<Record<string, ProbeRule>>;
  run(context: ProbeContext): Promise<ProbeFinding[]>;
}

/** Addresses of the template that can be read without knowing anything, a few of them. */
export function readableEndpoints(template: Template | null): string[] {
  const endpoints = [...(template?.api_endpoints ?? []), ...(template?.admin_api_endpoints ?? [])];
  const paths = endpoints
    .filter((endpoint) => endpoint.method === 'GET' && !endpoint.path.includes(':'))
    .map((endpoint) => endpoint.path);
  return [...new Set(paths)].slice(0, 5);
}
