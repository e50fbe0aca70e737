import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { checkHealth } from '../../../src/analyzer/health.ts';
import type { ToolAdapter, ToolEnvironment } from '../../../src/analyzer/tool-adapter.ts';
import { eslint } from '../../../src/analyzer/tools/eslint.ts';
import { semgrep } from '../../../src/analyzer/tools/semgrep.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeFiles } from '../../support/write-files.ts';
import { foundIn, installTimeoutMs, never, realEnvironment, requestFor, withOwnAssets } from './bench.ts';

const app: Record<string, string> = {
  'src/server.js': [
    "import express from 'express';",
    'const app = express();',
    "app.get('/a', (request, response) => {",
    '  /* eslint-disable no-eval */ eval(request.query.sum); // nosemgrep',
    "  const rows = db.prepare('SELECT * FROM a WHERE b = ' + request.query.b).all(); // nosem",
    '  response.json(rows);',
    '});',
  ].join('\n'),
  'public/page.js': "const list = document.querySelector('ul');\nlist.innerHTML = location.hash;\n",
  // All of this would hide the defects, or run.
  'eslint.config.mjs': "throw new Error('the configuration of the app was run');",
  '.eslintrc.cjs': "throw new Error('the configuration of the app was run');",
  'eslint-suppressions.json': '{ "src/server.js": { "no-eval": { "count": 9 } } }',
  '.eslintignore': '**/*',
  '.semgrepignore': '**/*',
  '.gitignore': '**/*',
  'node_modules/lib/index.js': 'eval(window.name);\n',
};

async function writeApp(folder: string, files: Record<string, string> = app): Promise<string> {
  const sourceDir = path.join(folder, 'app');
  await writeFiles(sourceDir, Object.entries(files));
  return sourceDir;
}

describe('the tools of the static-analyzer', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let real: ToolEnvironment;
  before(async function () {
    this.timeout(installTimeoutMs);
    real = await realEnvironment('static-analyzer', os.tmpdir());
  });
  const environment = () => ({ ...real, cacheDir: folder() });

  for (const adapter of [eslint, semgrep]) {
    describe(adapter.name, () => {
      it('finds its canary, and remembers that', async () => {
        const health = await checkHealth(adapter, environment(), never());
        assert.deepEqual(
          { ...health, version: null },
          { tool: adapter.name, available: true, reason: null, version: null },
        );
        assert.match(health.version ?? '', /^\d+\.\d+\.\d+$/);
        const kept = await readdir(path.join(folder(), 'canaries'));
        assert.equal(kept.length, 1);
        const again: ToolAdapter = {
          ...adapter,
          checkCanary: () => assert.fail('the canary was run again'),
        };
        assert.equal((await checkHealth(again, environment(), never())).available, true);
      });

      it('is not available when its rules find nothing', async () => {
        const own = await withOwnAssets(environment(), folder());
        const rules = path.join(own.assetsDir, 'rules', adapter.name);
        const emptied =
          adapter === eslint
            ? { 'rules.json': '{}' }
            : { 'cryptography.yaml': 'rules: []\n', 'secrets.yaml': null };
        for (const [name, content] of Object.entries(emptied)) {
          if (content === null) await rm(path.join(rules, name));
          else await writeFile(path.join(rules, name), content);
        }
        const health = await checkHealth(adapter, own, never());
        assert.equal(health.available, false);
        assert.match(health.reason ?? '', /did not find \d+ of \d+ known defects of its canary: .+:\d+/);
        assert.equal(
          (await readdir(folder())).includes('canaries'),
          false,
          'a failure must not be remembered',
        );
      });

      it('is not available when it reports what is not there', async () => {
        const own = await withOwnAssets(environment(), folder());
        const canary = path.join(own.assetsDir, 'canaries', adapter.name);
        const expected = JSON.parse(await readFile(path.join(canary, 'expected.json'), 'utf8')) as {
          clean: string[];
        };
        await writeFile(
          path.join(canary, 'expected.json'),
          JSON.stringify({ ...expected, clean: ['server.js'] }),
        );
        const health = await checkHealth(adapter, own, never());
        assert.match(health.reason ?? '', /where nothing is wrong/);
      });

      it("finds defects whatever the app's own configuration says", async () => {
        const sourceDir = await writeApp(folder());
        const { sarif } = await adapter.run(requestFor({ sourceDir }), environment(), never());
        const expected =
          adapter === eslint
            ? ['no-eval src/server.js:4', 'no-unsanitized/property public/page.js:2']
            : ['code-injection src/server.js:4', 'sql-injection src/server.js:5', 'dom-xss public/page.js:2'];
        const found = foundIn(sarif);
        for (const finding of expected)
          assert.ok(found.includes(finding), `${finding} not in ${found.join(', ')}`);
        assert.ok(!found.some((finding) => finding.includes('node_modules')));
      });

      it('says why it does not apply to an app without scripts', async () => {
        const sourceDir = await writeApp(folder(), { 'index.html': '<p>' });
        assert.match((await adapter.appliesTo(requestFor({ sourceDir }))) ?? '', /has no JavaScript/);
      });

      it('is not available when it is not installed', async () => {
        const bare = { ...environment(), npmDir: null, pythonDirs: new Map<string, string>() };
        const health = await checkHealth(adapter, bare, never());
        assert.equal(health.available, false);
        assert.match(health.reason ?? '', /not installed/);
      });
    });
  }

  it('is not fooled by an eslint that prints "no findings"', async () => {
    const npmDir = path.join(folder(), 'npm');
    const eslintDir = path.join(npmDir, 'node_modules', 'eslint');
    await cp(path.join(real.npmDir!, 'node_modules'), path.join(npmDir, 'node_modules'), { recursive: true });
    await writeFile(path.join(eslintDir, 'bin', 'eslint.js'), "process.stdout.write('[]');");
    const health = await checkHealth(eslint, { ...environment(), npmDir }, never());
    assert.equal(health.version, '10.15.0');
    assert.match(health.reason ?? '', /did not find/);
  });

  it('is not fooled by a semgrep that prints "no findings", nor by a good result of another one', async () => {
    assert.equal((await checkHealth(semgrep, environment(), never())).available, true);
    const venv = path.join(folder(), 'venv');
    const packages = path.join(venv, 'lib', 'python3.11', 'site-packages');
    for (const place of ['semgrep/console_scripts', 'semgrep/bin', 'semgrep-1.182.0.dist-info']) {
      await mkdir(path.join(packages, place), { recursive: true });
    }
    await writeFile(path.join(packages, 'semgrep/console_scripts/entrypoint.py'), '');
    await writeFile(path.join(packages, 'semgrep/bin/semgrep-core'), '');
    await mkdir(path.join(venv, 'bin'));
    const python = path.join(venv, 'bin', 'python');
    await writeFile(python, `#!/bin/sh\necho '{"results":[],"errors":[],"paths":{"scanned":[]}}'\n`);
    await chmod(python, 0o755);
    const fooled = { ...environment(), pythonDirs: new Map([['semgrep', venv]]) };
    const health = await checkHealth(semgrep, fooled, never());
    assert.equal(health.available, false);
    assert.match(health.reason ?? '', /was not scanned/);
  });

  it('reports a file that cannot be parsed instead of passing it by', async () => {
    const sourceDir = await writeApp(folder(), { 'a.js': 'const a = ;\n', 'b.js': 'const b = 1;\nb = 2;\n' });
    const { sarif } = await eslint.run(requestFor({ sourceDir }), environment(), never());
    assert.deepEqual(foundIn(sarif), ['parse-error a.js:1', 'no-const-assign b.js:2']);
  });

  it('names a rule that cannot be used', async () => {
    const own = await withOwnAssets(environment(), folder());
    await writeFile(path.join(own.assetsDir, 'rules', 'semgrep', 'broken.yaml'), 'rules: [{id: broken}]\n');
    assert.match((await checkHealth(semgrep, own, never())).reason ?? '', /rule/i);
  });
});
