import type { Entity } from './entities.ts';
import type { Meaning } from './meaning.ts';
import { sqlText } from './literals.ts';
import { indexSql, tableSql } from './tables.ts';

/** What a body may have, in kilobytes: what its fields ask for, within reason. */
export function bodyLimit({ entities, operations }: Meaning): number {
  const sizes = entities.map(({ writable }) =>
    writable.reduce((sum, { kind, max }) => sum + (kind === 'text' ? (max ?? 10_000) : 1_000), 0),
  );
  const items = operations.some(({ action }) => action.kind === 'import') ? 100 : 1;
  // A character may take several bytes.
  const needed = Math.ceil((Math.max(...sizes) * 2 * items) / 1_000);
  return Math.min(Math.max(needed, 100), 8_000);
}

export function emitApp(meaning: Meaning): string {
  return `import express from 'express';
import helmet from 'helmet';
import { openDatabase } from './database.js';
import { answerError, answerNotFound } from './http.js';
import { createRoutes } from './routes.js';

const self = ["'self'"];
const none = ["'none'"];

export function createApp({ dataDir, publicDir }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: none,
          scriptSrc: self,
          styleSrc: self,
          connectSrc: self,
          imgSrc: self,
          baseUri: none,
          formAction: none,
          frameAncestors: none,
        },
      },
    }),
  );
  app.use((request, response, next) => {
    response.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    if (request.path.startsWith('/api/')) response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(express.json({ limit: '${bodyLimit(meaning)}kb' }));
  app.use(createRoutes(openDatabase(dataDir)));
  app.use(express.static(publicDir));
  app.use(answerNotFound);
  app.use(answerError);
  return app;
}
`;
}

export function emitDatabase(entities: readonly Entity[]): string {
  const lines = [
    "import path from 'node:path';",
    "import { DatabaseSync } from 'node:sqlite';",
    '',
    'export function openDatabase(dataDir) {',
    "  const database = new DatabaseSync(path.join(dataDir, 'app.db'));",
    "  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');",
    ...[...entities.map(tableSql), ...entities.flatMap(indexSql)].map(
      (sql) => `  database.exec(${sqlText(sql)});`,
    ),
    '  return database;',
    '}',
    '',
  ];
  return lines.join('\n');
}
