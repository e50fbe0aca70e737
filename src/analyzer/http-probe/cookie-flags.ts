import { readableEndpoints } from './check.ts';
import type { ProbeCheck, ProbeFinding } from './check.ts';

/** Attributes of the cookies that the app sets (RFC 6265bis). */
export const cookieFlags: ProbeCheck = {
  rules: {
    'cookie-without-httponly': {
      severity: 'medium',
      summary: 'Scripts of the page can read a cookie',
      cwe: ['CWE-1004'],
    },
    'cookie-without-samesite': {
      severity: 'low',
      summary: 'A cookie does not say when other sites may make the browser send it',
      cwe: ['CWE-1275', 'CWE-352'],
    },
  },
  run: async ({ client, page, template }) => {
    const findings: ProbeFinding[] = [];
    const seen = new Set<string>();
    const look = (urlPath: string, headers: Headers) => {
      for (const cookie of headers.getSetCookie()) {
        const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
        const name = pair.split('=')[0]!.slice(0, 80);
        if (seen.has(name)) continue;
        seen.add(name);
        const has = (attribute: string) =>
          attributes.some((part) => part.toLowerCase().startsWith(attribute));
        if (!has('httponly')) {
          findings.push({
            rule: 'cookie-without-httponly',
            urlPath,
            message: `The cookie ${name} is not HttpOnly.`,
          });
        }
        if (!has('samesite')) {
          findings.push({
            rule: 'cookie-without-samesite',
            urlPath,
            message: `The cookie ${name} has no SameSite.`,
          });
        }
      }
    };
    look('/', page.headers);
    for (const path of readableEndpoints(template)) {
      look(path, (await client.send({ method: 'GET', path })).headers);
    }
    return findings;
  },
};
