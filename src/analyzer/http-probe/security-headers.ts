import type { ProbeCheck, ProbeFinding } from './check.ts';

/** Headers that the OWASP Secure Headers Project recommends, and those it wants removed. */
export const securityHeaders: ProbeCheck = {
  rules: {
    'no-content-security-policy': {
      severity: 'medium',
      summary: 'The page sets no Content-Security-Policy',
      cwe: ['CWE-693'],
    },
    'no-content-type-options': {
      severity: 'low',
      summary: 'Answers do not set X-Content-Type-Options: nosniff',
      cwe: ['CWE-693'],
    },
    'no-frame-protection': {
      severity: 'medium',
      summary: 'Other sites can show the page in a frame',
      cwe: ['CWE-1021'],
    },
    'no-referrer-policy': { severity: 'info', summary: 'The page sets no Referrer-Policy', cwe: ['CWE-200'] },
    'technology-named': {
      severity: 'low',
      summary: 'Answers name the software behind the app',
      cwe: ['CWE-200'],
    },
  },
  run: async ({ page }) => {
    const findings: ProbeFinding[] = [];
    const add = (rule: string, message: string) => findings.push({ rule, urlPath: '/', message });
    const { headers } = page;
    const policy = headers.get('content-security-policy');
    const isHtml = headers.get('content-type')?.includes('html') ?? false;
    if (isHtml) {
      if (policy === null) {
        add('no-content-security-policy', 'There is no Content-Security-Policy, so injected scripts run.');
      }
      if (headers.get('x-frame-options') === null && !policy?.includes('frame-ancestors')) {
        add('no-frame-protection', 'Neither X-Frame-Options nor frame-ancestors is set (clickjacking).');
      }
      if (headers.get('referrer-policy') === null) {
        add('no-referrer-policy', 'There is no Referrer-Policy, so that addresses are told to other sites.');
      }
    }
    if (headers.get('x-content-type-options')?.toLowerCase() !== 'nosniff') {
      add('no-content-type-options', 'X-Content-Type-Options is not nosniff, so browsers may guess types.');
    }
    const poweredBy = headers.get('x-powered-by');
    if (poweredBy !== null)
      add('technology-named', `The header X-Powered-By says ${poweredBy.slice(0, 80)}.`);
    const server = headers.get('server');
    if (server !== null && /\d/.test(server)) {
      add('technology-named', `The header Server says ${server.slice(0, 80)}.`);
    }
    return findings;
  },
};
