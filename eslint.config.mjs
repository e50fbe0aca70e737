import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { importDirection, withoutEditor } from './scripts/lint/import-direction.mjs';

export default tseslint.config(
  {
    ignores: [
      ...['dist/', 'node_modules/', '.vscode-test/', 'test-results/', 'bench/node_modules/', '**/.assay/'],
      // Data: what apps are made of, what tools must find, what tests read.
      ...['templates/', 'stacks/', 'toolboxes/', 'test/**/fixtures/'],
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // An interface may be asynchronous where one of its implementations is not.
      '@typescript-eslint/require-await': 'off',
      // Interfaces declare methods, which says nothing of `this`.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a const list and a union type.' },
        { selector: 'ExportAllDeclaration', message: 'No barrel files: import from where it is.' },
      ],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-mutable-exports': 'error',
      'import-x/no-restricted-paths': ['error', { zones: importDirection, basePath: import.meta.dirname }],
    },
  },
  { files: withoutEditor, rules: { 'no-restricted-imports': ['error', 'vscode'] } },
  { files: ['src/engine/**', 'src/views/**', 'src/commands/**'], rules: { 'no-console': 'error' } },
  // A migration is one transaction, told from beginning to end.
  { files: ['src/engine/store/migrations/**'], rules: { 'max-lines': 'off' } },
  // A suite tells the whole behaviour of one thing.
  {
    files: ['test/**'],
    rules: { 'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }] },
  },
  { files: ['*.config.mjs'], rules: { 'import-x/no-default-export': 'off' } },
  {
    // What `require` gives at run time has no type.
    extends: [tseslint.configs.disableTypeChecked],
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    rules: {
      // The compiler's task.
      'no-undef': 'off',
      // Blind to casts in comments, which the compiler checks.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  prettier,
);
