import { readableEndpoints } from './check.ts';
import type { ProbeCheck, ProbeFinding } from './check.ts';

const stranger = 'https://stranger.example';

/** Whether a page of another site may read the app's answers (WHATWG Fetch, CORS protocol). */
export const crossOrigin: ProbeCheck = {
  rules: {
    'cors-any-origin': {
      severity: 'medium',
      summary: 'Pages of any site may read the answers',
      cwe: ['CWE-942'],
    },
    'cors-any-origin-with-credentials': {
      severity: 'high',
      summary: 'Pages of any site may read the answers as the signed-in visitor',
      cwe: ['CWE-942'],
    },
  },
  run: async ({ client, template }) => {
    // One finding a rule: an app sets this in one place, however many addresses show it.
    const first = new Map<string, ProbeFinding>();
    for (const urlPath of ['/', ...readableEndpoints(template)]) {
      const { headers } = await client.send({ method: 'GET', path: urlPath, headers: { origin: stranger } });
      const allowed = headers.get('access-control-allow-origin');
      if (allowed !== stranger && allowed !== '*') continue;
      const withCredentials =
        allowed === stranger && headers.get('access-control-allow-credentials')?.toLowerCase() === 'true';
      const rule = withCredentials ? 'cors-any-origin-with-credentials' : 'cors-any-origin';
      if (first.has(rule)) continue;
      const message = `Asked from ${stranger}, Access-Control-Allow-Origin is ${allowed}.`;
      first.set(rule, { rule, urlPath, message });
    }
    return [...first.values()];
  },
};
