import type { Exchange } from '../http/client.ts';
import type { ProbeCheck, ProbeFinding } from './check.ts';

/** A frame of a JavaScript stack trace, or a path into the app's modules. */
const innards = /\bat\s+(?:\S+\s+)?\(?(?:file:\/\/|\/|[A-Z]:\\|node:)\S+:\d+:\d+\)?|node_modules[\\/]/;

/** What the app says when a request is malformed. Such requests change nothing. */
export const errorPages: ProbeCheck = {
  rules: {
    'stack-trace-shown': {
      severity: 'medium',
      summary: 'Error answers show how the server looks inside',
      cwe: ['CWE-209'],
    },
  },
  run: async ({ client, template }) => {
    const findings: ProbeFinding[] = [];
    const look = (exchange: Exchange, what: string) => {
      const shown = innards.exec(exchange.body)?.[0];
      if (shown === undefined || findings.length > 0) return;
      findings.push({
        rule: 'stack-trace-shown',
        urlPath: exchange.path,
        message: `${what} is answered with a stack trace: ${shown.slice(0, 120)}`,
      });
    };
    look(await client.send({ method: 'GET', path: '/%' }), 'A malformed address');
    const post = template?.api_endpoints.find(({ method, path }) => method === 'POST' && !path.includes(':'));
    if (post) {
      look(await client.send({ method: 'POST', path: post.path, text: '{"broken' }), 'Malformed JSON');
    }
    return findings;
  },
};
