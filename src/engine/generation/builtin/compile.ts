import type { Template } from '../../domain/template.ts';
import { emitApp, emitDatabase } from './emit-modules.ts';
import { emitPage } from './page/emit-page.ts';
import { emitRoutes } from './emit-routes.ts';
import { emitStore } from './emit-store.ts';
import type { Unbuilt } from '../unbuilt.ts';
import { readMeaning } from './meaning.ts';
import type { Meaning } from './meaning.ts';
import { emitPageConfig } from './page/page-config.ts';
import { unbuiltOf } from './unbuilt.ts';

/** Parts that only apps with accounts have. */
const accountParts = new Set(['src/passwords.js', 'src/sessions.js']);

/** A template as an app, with what its code was made from. */
export interface CompiledApp extends Meaning {
  template: Template;
  /** Path → content, sorted by path. */
  files: Map<string, string>;
  /** The endpoints that answer 501. */
  unbuilt: Unbuilt[];
}

/**
 * Compiles a template's endpoints and data model into an app for the stack `node-express`. The same input
 * gives the same bytes.
 * @param controls path → content of the parts that are the same in every app
 */
export function compileApp(template: Template, controls: ReadonlyMap<string, string>): CompiledApp {
  const meaning = readMeaning(template);
  const { entities, accounts } = meaning;
  const unbuilt: Unbuilt[] = [];
  const files = new Map([
    ...[...controls].filter(([name]) => accounts !== null || !accountParts.has(name)),
    ['src/app.js', emitApp(meaning)],
    ['src/database.js', emitDatabase(entities)],
    ['src/routes.js', emitRoutes(meaning, (operation) => unbuilt.push(unbuiltOf(operation)))],
    ...entities.map((entity): [string, string] => [`src/${entity.plural}.js`, emitStore(entity, meaning)]),
    ['public/index.html', emitPage(template)],
    ['public/config.js', emitPageConfig(template, meaning)],
  ] as [string, string][]);
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return { template, ...meaning, files: new Map(sorted), unbuilt };
}
