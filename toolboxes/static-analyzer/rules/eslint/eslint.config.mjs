/**
 * The only configuration that ESLint runs with. The app's files are checked as a copy, named by how each is
 * read (`0001.module.js`); ASSAY_TOOLBOX names the folder that holds ESLint and its plugins.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.ASSAY_TOOLBOX, 'package.json'));
const load = (name) => {
  const loaded = require(name);
  return loaded.default ?? loaded;
};
const globals = load('globals');
const table = JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8'));

const rulesFor = (kind) =>
  Object.fromEntries(
    Object.entries(table)
      .filter(([id, rule]) => id !== 'parse-error' && (rule.kinds?.includes(kind) ?? true))
      .map(([id, rule]) => [id, ['error', ...(rule.options ?? [])]]),
  );

export default ['module', 'commonjs', 'script'].map((kind) => ({
  files: ['js', 'mjs', 'cjs', 'jsx'].map((extension) => `*.${kind}.${extension}`),
  plugins: {
    security: load('eslint-plugin-security'),
    'no-unsanitized': load('eslint-plugin-no-unsanitized'),
    regexp: load('eslint-plugin-regexp'),
  },
  linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
  languageOptions: {
    ecmaVersion: 'latest',
    sourceType: kind,
    globals: { ...globals.browser, ...globals.node, ...globals.serviceworker },
    parserOptions: { ecmaFeatures: { jsx: true } },
  },
  rules: rulesFor(kind),
}));
