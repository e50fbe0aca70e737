import { randomBytes } from 'node:crypto';
import type { Exchange } from '../http/client.ts';
import type { ProbeCheck, ProbeFinding } from './check.ts';

type Kind = 'exposed-secret' | 'exposed-source' | 'exposed-data';

const serverCode =
  /\b(require\s*\(|express\s*\(|process\.env|createServer|DatabaseSync)|from\s+['"](node:|express)/;

/** What must never be served, and how the real thing looks: a status of 200 alone proves nothing. */
const places: readonly { paths: readonly string[]; kind: Kind; looks: RegExp }[] = [
  {
    paths: ['/.env', '/.env.local', '/.env.production'],
    kind: 'exposed-secret',
    looks: /^\s*[A-Z][A-Z0-9_]*\s*=/m,
  },
  { paths: ['/.npmrc'], kind: 'exposed-secret', looks: /_authToken|registry\s*=/ },
  { paths: ['/.git/config'], kind: 'exposed-source', looks: /^\s*\[core\]/m },
  { paths: ['/.git/HEAD'], kind: 'exposed-source', looks: /^ref: refs\// },
  {
    paths: ['/package.json', '/..%2fpackage.json'],
    kind: 'exposed-source',
    looks: /"(dependencies|scripts|main)"\s*:/,
  },
  { paths: ['/package-lock.json'], kind: 'exposed-source', looks: /"lockfileVersion"\s*:/ },
  {
    paths: [
      '/server.js',
      '/app.js',
      '/index.js',
      '/server.mjs',
      '/src/server.js',
      '/server.js.bak',
      '/server.js~',
      '/routes/index.js',
      '/db.js',
    ],
    kind: 'exposed-source',
    looks: serverCode,
  },
  { paths: ['/Dockerfile'], kind: 'exposed-source', looks: /^FROM\s/m },
  { paths: ['/docker-compose.yml'], kind: 'exposed-source', looks: /^services:/m },
  { paths: ['/node_modules/express/package.json'], kind: 'exposed-source', looks: /"name"\s*:\s*"express"/ },
  {
    paths: [
      '/data.db',
      '/app.db',
      '/database.db',
      '/db.sqlite',
      '/database.sqlite',
      '/data/app.db',
      '/data/data.db',
      '/data/database.db',
      '/data/database.sqlite',
      '/data/db.sqlite',
    ],
    kind: 'exposed-data',
    looks: /^SQLite format 3/,
  },
  { paths: ['/backup.sql', '/dump.sql'], kind: 'exposed-data', looks: /\b(INSERT INTO|CREATE TABLE)\b/i },
  { paths: ['/backup.zip'], kind: 'exposed-data', looks: /^PK/ },
];

export const sensitivePaths: ProbeCheck = {
  rules: {
    'exposed-secret': {
      severity: 'critical',
      summary: 'A file with secrets is served',
      cwe: ['CWE-538', 'CWE-200'],
    },
    'exposed-source': {
      severity: 'high',
      summary: "The app's own source is served",
      cwe: ['CWE-540', 'CWE-552'],
    },
    'exposed-data': { severity: 'critical', summary: "The app's data is served as a file", cwe: ['CWE-552'] },
  },
  run: async ({ client }) => {
    const findings: ProbeFinding[] = [];
    // Many apps answer any address with their start page.
    const nowhere = await client.send({ method: 'GET', path: `/${randomBytes(12).toString('hex')}` });
    for (const { paths, kind, looks } of places) {
      for (const path of paths) {
        const answer = await client.send({ method: 'GET', path });
        if (!isServed(answer, nowhere) || !looks.test(answer.body)) continue;
        findings.push({
          rule: kind,
          urlPath: path,
          message: `GET ${path} answers ${answer.status} with the file (${answer.body.length} characters).`,
        });
      }
    }
    return findings;
  },
};

function isServed(answer: Exchange, nowhere: Exchange): boolean {
  if (answer.status !== 200 || answer.body === '') return false;
  return nowhere.status !== 200 || nowhere.body !== answer.body;
}
