import type { Template } from '../../../domain/template.ts';
import type { Unbuilt } from '../../unbuilt.ts';
import type { CompiledApp } from '../compile.ts';
import { bodyLimit } from '../emit-modules.ts';
import { readMeaning } from '../meaning.ts';
import { emitPageConfig } from '../page/page-config.ts';
import { unbuiltOf } from '../unbuilt.ts';
import { emitRoutes } from './routes.ts';
import { emitConfig, emitSchema, emitTables, readTableNames } from './tables.ts';

/** Parts that only apps with accounts have. */
const accountParts = new Set(['passwords.py', 'sessions.py'].map((name) => `backend/app/${name}`));

/**
 * Compiles a template's endpoints and data model into an app for the stack `react-flask`. The same input
 * gives the same bytes.
 * @param controls path → content of the parts that are the same in every app
 */
export function compileFlaskApp(template: Template, controls: ReadonlyMap<string, string>): CompiledApp {
  const meaning = readMeaning(template);
  const tables = readTableNames(meaning);
  const unbuilt: Unbuilt[] = [];
  const files = new Map([
    ...[...controls].filter(([name]) => meaning.accounts !== null || !accountParts.has(name)),
    ['backend/app/config.py', emitConfig(bodyLimit(meaning))],
    ['backend/app/schema.py', emitSchema(meaning)],
    ['backend/app/tables.py', emitTables(meaning, tables)],
    ['backend/app/routes.py', emitRoutes(meaning, tables, (operation) => unbuilt.push(unbuiltOf(operation)))],
    ['frontend/src/config.js', emitPageConfig(template, meaning)],
  ] as [string, string][]);
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...meaning, template, files: new Map(sorted), unbuilt };
}
