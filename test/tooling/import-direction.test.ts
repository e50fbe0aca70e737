import assert from 'node:assert/strict';
import { ESLint } from 'eslint';

const rules = ['import-x/no-restricted-paths', 'no-restricted-imports'];
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => rules.includes(ruleId),
  // These rules need no types, so the file may be one that does not exist.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

/** What the rules say of a file with this one import. */
async function lint(filePath: string, imported: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import { x } from '${imported}';\nexport const y = x;\n`, {
    filePath,
  });
  return result?.messages.map(({ ruleId }) => ruleId ?? 'not parsed') ?? ['not linted'];
}

describe('the import direction', () => {
  const refused = [
    ['src/engine/domain/new.ts', '../store/files.ts'],
    ['src/engine/planner/new.ts', '../store/files.ts'],
    ['src/engine/store/new.ts', '../processes/installation.ts'],
    ['src/engine/processes/new.ts', '../store/blobs.ts'],
    ['src/engine/generation/new.ts', '../containers/containers.lazy.ts'],
    ['src/engine/engine-api.ts', './store/files.ts'],
    ['src/views/new.ts', '../engine/store/files.ts'],
    ['src/commands/new.ts', '../engine/processes/supervised-process.ts'],
    ['src/cli/new.ts', '../engine/store/files.ts'],
    ['src/analyzer/new.ts', '../engine/store/blobs.ts'],
    ['src/engine/new.ts', '../views/state.ts'],
  ] as const;
  for (const [file, imported] of refused) {
    it(`refuses ${imported} in ${file}`, async () => {
      assert.deepEqual(await lint(file, imported), ['import-x/no-restricted-paths']);
    });
  }

  const allowed = [
    ['src/engine/domain/new.ts', './errors.ts'],
    ['src/engine/store/new.ts', '../domain/errors.ts'],
    ['src/engine/processes/new.ts', '../store/files.ts'],
    ['src/engine/generation/new.ts', '../store/blobs.ts'],
    ['src/engine/scheduler/new.ts', '../containers/containers.lazy.ts'],
    ['src/engine/new.ts', './store/blobs.ts'],
    ['src/views/new.ts', '../engine/engine-api.ts'],
    ['src/commands/new.ts', '../engine/domain/errors.ts'],
    ['src/analyzer/new.ts', '../engine/processes/supervised-process.ts'],
    ['src/cli/new.ts', '../engine/processes/installation.ts'],
    ['src/views/new.ts', 'vscode'],
  ] as const;
  for (const [file, imported] of allowed) {
    it(`allows ${imported} in ${file}`, async () => {
      assert.deepEqual(await lint(file, imported), []);
    });
  }

  for (const file of ['src/engine/new.ts', 'src/cli/new.ts', 'src/analyzer/new.ts']) {
    it(`refuses the editor in ${file}`, async () => {
      assert.deepEqual(await lint(file, 'vscode'), ['no-restricted-imports']);
    });
  }
});
