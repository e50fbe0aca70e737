import { AssayError } from '../../engine/domain/errors.ts';
import { checkHttpProbeCanary } from '../canary/http-probe-canary.ts';
import { HttpClient, describeExchange } from '../http/client.ts';
import { cookieFlags } from '../http-probe/cookie-flags.ts';
import { crossOrigin } from '../http-probe/cross-origin.ts';
import { errorPages } from '../http-probe/error-pages.ts';
import { securityHeaders } from '../http-probe/security-headers.ts';
import { sensitivePaths } from '../http-probe/sensitive-paths.ts';
import type { ProbeRule } from '../http-probe/check.ts';
import { ownProgram } from '../own-program.ts';
import { toSarif } from '../sarif.ts';
import type { ToolAdapter } from '../tool-adapter.ts';

const checks = [securityHeaders, crossOrigin, cookieFlags, sensitivePaths, errorPages];
const version = '1.0.0';

/** Looks at the running app from outside, as a visitor who changes nothing. */
export const httpProbe: ToolAdapter = {
  name: 'http-probe',
  adapterVersion: 1,
  version: async () => version,
  inputs: () => ({ contents: [], programs: ownProgram() }),
  appliesTo: async () => null,
  checkCanary: (environment, signal) => checkHttpProbeCanary(httpProbe, environment, signal),

  async run({ baseUrl, healthPath, template }, _environment, signal) {
    const client = new HttpClient(baseUrl!, signal);
    const health = await client.send({ method: 'GET', path: healthPath });
    if (health.status === null || health.status >= 500) {
      throw new AssayError('unhealthy', `the app did not answer GET ${healthPath}: ${reasonOf(health)}.`, {
        detail: describeExchange(health),
      });
    }
    const page = await client.send({ method: 'GET', path: '/' });
    const rules = new Map<string, ProbeRule>(checks.flatMap((check) => Object.entries(check.rules)));
    const findings = [];
    for (const check of checks) {
      for (const { rule, urlPath, message } of await check.run({ client, page, template })) {
        const { severity } = rules.get(rule)!;
        findings.push({ ruleId: rule, severity, toolLevel: severity, message, place: { urlPath } });
      }
    }
    return {
      sarif: toSarif({ name: 'http-probe', version }, findings, rules),
      measurements: [],
      verdicts: [],
      log: `${describeExchange(health)}\n\n${describeExchange({ ...page, body: '' })}`,
    };
  },
};

function reasonOf({ failure, status }: { failure: string | null; status: number | null }): string {
  return failure ?? `it answered ${status}`;
}
