import type { Entity } from './entities.ts';
import type { Field } from './fields.ts';
import { sqlName, sqlText } from './literals.ts';

export function emitApp(): string {
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
  app.use(express.json({ limit: '100kb' }));
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
    ...entities.map((entity) => `  database.exec(${sqlText(tableSql(entity))});`),
    '  return database;',
    '}',
    '',
  ];
  return lines.join('\n');
}

function tableSql(entity: Entity): string {
  const columns = entity.fields.map((field) => {
    if (field.kind === 'id') return `${sqlName(field.column)} INTEGER PRIMARY KEY AUTOINCREMENT`;
    if (field.kind === 'uuid') return `${sqlName(field.column)} TEXT PRIMARY KEY`;
    const rules = [field.required ? ' NOT NULL' : '', field.unique ? ' UNIQUE' : ''].join('');
    return `${sqlName(field.column)} ${columnType(field)}${rules}`;
  });
  return `CREATE TABLE IF NOT EXISTS ${sqlName(entity.table)} (${columns.join(', ')}) STRICT`;
}

function columnType(field: Field): string {
  if (field.kind === 'integer' || field.kind === 'boolean') return 'INTEGER';
  return field.kind === 'number' ? 'REAL' : 'TEXT';
}
