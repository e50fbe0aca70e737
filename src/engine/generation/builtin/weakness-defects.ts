import { addRoute } from './added-route.ts';
import { defectMark as mark } from './defect-kind.ts';
import type { DefectKind } from './defect-kind.ts';
import { sqlName } from './literals.ts';

const hardCodedSecret: DefectKind = {
  id: 'hard-coded-secret',
  cwe: 'CWE-798',
  description: 'The key of the export is in the source.',
  place: ({ entities: [entity] }, secret) => ({
    edits: [
      ...addRoute(`  router.get('/api/export', (request, response) => {
    if (request.get('x-api-key') !== apiKey) {
      response.status(403).json({ error: 'The key is wrong.' });
      return;
    }
    response.json(database.prepare('SELECT * FROM ${sqlName(entity!.table)}').all());
  });
`),
      {
        file: 'src/routes.js',
        find: '\nexport function createRoutes',
        replace: `\n${mark}const apiKey = '${secret}';\n\nexport function createRoutes`,
      },
    ],
    trigger: 'GET /api/export with the header x-api-key from the source',
  }),
};

const weakHash: DefectKind = {
  id: 'weak-hash',
  cwe: 'CWE-328',
  description: 'Share links are signed with MD5.',
  place: () => ({
    edits: addRoute(
      `  router.get('/api/share/:key', (request, response) => {
${mark}    const signature = createHash('md5').update(request.params.key).digest('hex');
    response.json({ signature });
  });
`,
      ["import { createHash } from 'node:crypto';"],
    ),
    trigger: 'GET /api/share/1: the signature is the MD5 of 1',
  }),
};

const weakRandom: DefectKind = {
  id: 'weak-random',
  cwe: 'CWE-338',
  description: 'Access tokens come from Math.random.',
  place: () => ({
    edits: addRoute(`  router.post('/api/token', (request, response) => {
${mark}    const token = Math.random().toString(36).slice(2);
    response.status(201).json({ token });
  });
`),
    trigger: 'POST /api/token',
  }),
};

const permissiveCors: DefectKind = {
  id: 'permissive-cors',
  cwe: 'CWE-942',
  description: 'Every site may read the API.',
  place: () => ({
    edits: [
      {
        file: 'src/app.js',
        find: "    response.set('Permissions-Policy'",
        replace: `${mark}    response.set('Access-Control-Allow-Origin', '*');\n    response.set('Permissions-Policy'`,
      },
    ],
    trigger: 'any request with the header Origin: https://attacker.example',
  }),
};

const verboseErrors: DefectKind = {
  id: 'verbose-errors',
  cwe: 'CWE-209',
  description: 'An error is answered with its stack.',
  place: () => ({
    edits: [
      {
        file: 'src/http.js',
        find: "    response.status(error.status).json({ error: 'The request cannot be read.' });",
        replace: `${mark}    response.status(error.status).json({ error: error.message, stack: error.stack });`,
      },
    ],
    trigger: 'a POST whose body is the one character {',
  }),
};

/** Protection that is missing or too weak. */
export const weaknessDefects: readonly DefectKind[] = [
  hardCodedSecret,
  weakHash,
  weakRandom,
  permissiveCors,
  verboseErrors,
];
