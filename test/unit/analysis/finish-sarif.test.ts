import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { toSarif } from '../../../src/analyzer/sarif.ts';
import type { RawFinding } from '../../../src/analyzer/sarif.ts';
import { codeKey, placeKey } from '../../../src/engine/analysis/fingerprints.ts';
import { finishSarif } from '../../../src/engine/analysis/finish-sarif.ts';
import { readToolRunDetail } from '../../../src/engine/analysis/tool-run-detail.ts';
import type { FileManifest } from '../../../src/engine/domain/files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const finding = (file: string, startLine: number, severity: RawFinding['severity'] = 'high'): RawFinding => ({
  ruleId: 'rule',
  severity,
  toolLevel: 'ERROR',
  message: 'It is wrong.',
  place: { file, startLine, startColumn: 1, endLine: startLine, endColumn: 5 },
});

const entry = (origin: 'scaffold' | 'model') => ({ sha256: '', size: 0, origin });
const manifest: FileManifest = {
  files: { 'server.js': entry('scaffold'), 'src/a b.js': entry('model'), 'src/c.js': entry('model') },
};
const rules = new Map([['rule', { summary: 'A rule', cwe: ['CWE-89'] }]]);

describe('the SARIF of a tool', () => {
  const folder = temporaryFolder();
  const source = async () => {
    await mkdir(path.join(folder(), 'src'));
    for (const file of Object.keys(manifest.files))
      await writeFile(path.join(folder(), file), 'one\ntwo\nthree\n');
    return { sourceDir: folder(), manifest };
  };
  const log = (...findings: RawFinding[]) => toSarif({ name: 'tool', version: '1.0.0' }, findings, rules);

  it('has the structure of SARIF 2.1.0', () => {
    const sarif = log(finding('src/a b.js', 2), finding('src/c.js', 1, 'info'));
    assert.equal(sarif.version, '2.1.0');
    assert.equal(sarif.runs.length, 1);
    const { tool, results = [] } = sarif.runs[0]!;
    assert.deepEqual(
      tool.driver.rules?.map(({ id, properties }) => [id, properties?.tags]),
      [['rule', ['external/cwe/cwe-89']]],
    );
    for (const result of results) {
      assert.equal(tool.driver.rules?.[result.ruleIndex!]?.id, result.ruleId);
      assert.ok(['error', 'warning', 'note', 'none'].includes(result.level!));
      assert.ok(result.message.text);
      const { artifactLocation, region } = result.locations![0]!.physicalLocation!;
      assert.doesNotThrow(() => new URL(artifactLocation!.uri!, 'file:///app/'));
      assert.ok(region!.startLine! >= 1 && region!.endLine! >= region!.startLine!);
    }
    assert.equal(results[0]!.locations![0]!.physicalLocation!.artifactLocation!.uri, 'src/a%20b.js');
  });

  it("says our severity, and the tool's own level beside it", async () => {
    const { sarif } = await finishSarif(log(finding('src/c.js', 1, 'medium')), await source());
    const [result] = sarif.runs[0]!.results!;
    assert.deepEqual(
      [result!.level, result!.properties!['severity'], result!.properties!['toolLevel']],
      ['warning', 'medium', 'ERROR'],
    );
  });

  it('counts what is charged to the model: scaffold files are marked', async () => {
    const { sarif, counts } = await finishSarif(
      log(finding('server.js', 1, 'critical'), finding('src/c.js', 1), finding('src/c.js', 2, 'low')),
      await source(),
    );
    assert.deepEqual(counts, { critical: 0, high: 1, medium: 0, low: 1, info: 0 });
    const marks = sarif.runs[0]!.results!.map(({ properties }) => properties!['scaffold'] as boolean);
    assert.deepEqual(marks, [true, false, false]);
  });

  it('drops places outside the source and makes absolute ones relative', async () => {
    const given = log(finding('src/c.js', 2), finding('../../etc/passwd', 1), finding('src/../src/c.js', 3));
    const results = given.runs[0]!.results!;
    const absolute = structuredClone(
      results.find(({ locations }) => locations![0]!.physicalLocation!.region!.startLine === 2)!,
    );
    absolute.locations![0]!.physicalLocation!.artifactLocation = {
      uri: pathToFileURL(path.join(folder(), 'src', 'a b.js')).href,
    };
    results.push(absolute);
    const { sarif } = await finishSarif(given, await source());
    const places = sarif.runs[0]!.results!.map(
      (result) => result.locations![0]!.physicalLocation!.artifactLocation!.uri,
    );
    assert.deepEqual(places, ['src/c.js', 'src/c.js', 'src/a%20b.js']);
  });

  it('gives each result two fingerprints, all different', async () => {
    const { sarif } = await finishSarif(
      log(finding('src/c.js', 1), finding('src/c.js', 2), finding('src/c.js', 2)),
      await source(),
    );
    const prints = sarif.runs[0]!.results!.map(({ partialFingerprints }) => partialFingerprints!);
    for (const key of [placeKey, codeKey]) assert.equal(new Set(prints.map((print) => print[key])).size, 3);
  });

  it('is told in detail as findings', async () => {
    const given = log(finding('src/a b.js', 2), { ...finding('', 1), place: { urlPath: '/.env' } });
    const { sarif } = await finishSarif(given, await source());
    const stored = { tool: 'eslint', sarif, verdicts: [], measurements: [], log: 'said' };
    const detail = readToolRunDetail(Buffer.from(JSON.stringify(stored)));
    const common = { ruleId: 'rule', severity: 'high', cwe: 'CWE-89', scaffold: false };
    assert.deepEqual(detail.findingList, [
      { ...common, message: '/.env: It is wrong.', path: null, line: null },
      { ...common, message: 'It is wrong.', path: 'src/a b.js', line: 2 },
    ]);
    assert.equal(detail.log, 'said');
  });
});
