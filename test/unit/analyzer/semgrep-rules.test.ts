import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { semgrep } from '../../../src/analyzer/tools/semgrep.ts';
import type { ToolEnvironment } from '../../../src/analyzer/tool-adapter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { installTimeoutMs, never, realEnvironment, requestFor } from './bench.ts';
import { cases } from './semgrep-cases.ts';

describe('the rules for semgrep', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let environment: ToolEnvironment;
  before(async function () {
    this.timeout(installTimeoutMs);
    environment = await realEnvironment('static-analyzer', os.tmpdir());
  });

  it('each report what is wrong, and not what is right', async () => {
    await mkdir(path.join(folder(), 'app'));
    const expected: string[] = [];
    for (const [rule, { wrong, right }] of Object.entries(cases)) {
      for (const [index, code] of wrong.entries()) {
        await writeFile(path.join(folder(), 'app', `${rule}.wrong-${index}.js`), code);
        expected.push(`${rule}.wrong-${index}.js`);
      }
      for (const [index, code] of right.entries()) {
        await writeFile(path.join(folder(), 'app', `${rule}.right-${index}.js`), code);
      }
    }
    const request = requestFor({ sourceDir: path.join(folder(), 'app') });
    const { sarif } = await semgrep.run(request, { ...environment, cacheDir: folder() }, never());
    const found = new Set<string>();
    for (const { ruleId, locations } of sarif!.runs[0]!.results!) {
      const file = locations![0]!.physicalLocation!.artifactLocation!.uri!;
      if (file.startsWith(`${ruleId}.`)) found.add(file);
    }
    assert.deepEqual([...found].sort(), expected.sort());
  });

  it('are all tried here, and all say severity and CWE', async () => {
    const rules = path.join(environment.assetsDir, 'rules', 'semgrep');
    const ids: string[] = [];
    for (const file of await readdir(rules)) {
      const text = await readFile(path.join(rules, file), 'utf8');
      for (const [, id, body] of text.matchAll(/^ {2}- id: (\S+)\n([^]*?)(?=^ {2}- id:|$(?![^]))/gm)) {
        ids.push(id!);
        assert.match(
          body!,
          /metadata: \{ severity: (critical|high|medium|low|info), cwe: \[CWE-\d+(, CWE-\d+)*\] \}/,
          id,
        );
      }
    }
    assert.deepEqual(ids.sort(), Object.keys(cases).sort());
  });
});
