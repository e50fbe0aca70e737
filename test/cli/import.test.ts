import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Verification } from '../../src/engine/domain/verification.ts';
import { smallTemplate, templateJson } from '../unit/catalog/templates.ts';
import { readStatus, runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Verdict {
  file: string;
  outcome: string;
  problems?: { line: number; message: string }[];
}

describe('assay import', () => {
  const folder = temporaryFolder();

  it('gives each file its own verdict, finds what it has, and shows it as history', async () => {
    const old = path.join(folder(), 'old');
    mkdirSync(old);
    const write = (name: string, content: string | Buffer) => writeFileSync(path.join(old, name), content);
    write('a.json', JSON.stringify({ name: 'First', analysis: { task_ids: ['x', 'y'] } }));
    write('b.json', '{\n "analysis": {"task_ids": "x"}}');
    write('c.json', JSON.stringify({ name: 'package', dependencies: {} }));
    write('d.json', Buffer.from([0xff, 0xfe, 0x7b]));
    write('notes.txt', 'not looked at');

    const first = await runCli(folder(), 'import', 'old');
    assert.equal(first.status, 2, first.stderr);
    const lines = first.stdout.split('\n');
    assert.match(
      lines[0]!,
      /✓ .*a\.json: First imported \(imported-[0-9a-f]{16}\): 0\/0 generated, 0\/2 analysed/,
    );
    assert.match(lines[1]!, /2 tasks say nothing of a parent; each counts as a main task/);
    assert.match(first.stdout, /✗ .*b\.json:2:15: \$\.analysis\.task_ids: expected array, received string/);
    assert.match(first.stdout, /✗ .*c\.json: .*expected a pipeline record/);
    assert.match(first.stdout, /✗ .*d\.json: is not text in UTF-8/);
    assert.doesNotMatch(first.stdout, /notes\.txt/);

    const again = await runCli(folder(), 'import', 'old/a.json', 'old/b.json', '--json');
    assert.equal(again.status, 2);
    const { files } = JSON.parse(again.stdout) as { files: Verdict[] };
    assert.deepEqual(
      files.map(({ outcome }) => outcome),
      ['found', 'refused'],
    );
    assert.equal(files[1]!.problems![0]!.line, 2);

    const { pipelines, imported } = await readStatus(folder());
    assert.deepEqual([pipelines.length, imported.length], [0, 1]);
    assert.deepEqual(imported[0]!.analysis.mainTaskIds, ['x', 'y']);
    const { stdout } = await runCli(folder(), 'status');
    assert.match(stdout, /First imported-[0-9a-f]{16} is history, imported from .*a\.json and never retried/);
    const verified = await runCli(folder(), 'verify', '--json');
    assert.deepEqual((JSON.parse(verified.stdout) as Verification).problems, []);
  });

  it('adds templates to the workspace, and tells for each bad file what is wrong and where', async () => {
    const all = path.join(folder(), 'all');
    mkdirSync(all);
    const write = (name: string, content: string) => writeFileSync(path.join(all, name), content);
    const { slug, name, description, api_endpoints, data_model } = smallTemplate;
    const model = { ...data_model, fields: { title: 'string' } };
    write('a.json', templateJson());
    write('b.json', JSON.stringify({ slug: 'least', name, description, api_endpoints, data_model: model }));
    write('c.json', templateJson({ slug: 'notes' }));
    write('d.json', '{"slug": "d",\n "slug": 1}');
    write('e.json', templateJson({ slug: 'twice' }));
    write('f.json', templateJson({ slug: 'twice', name: 'Another' }));
    write('g.json', templateJson({ slug: 'large', description: 'x'.repeat(10_000_000) }));
    writeFileSync(path.join(folder(), 'outside.json'), templateJson({ slug: 'outside' }));
    symlinkSync('../outside.json', path.join(all, 'h.json'));
    symlinkSync('a.json', path.join(all, 'i.json'));
    write('j.json', JSON.stringify({ name: 'History', analysis: {} }));

    const first = await runCli(folder(), 'import', 'nowhere.json', 'all');
    assert.equal(first.status, 2, first.stderr);
    const expected = [
      /^✗ .*nowhere\.json: there is no such file or folder$/,
      /^✓ .*a\.json: To do imported as the template "own-todo"$/,
      /^✓ .*b\.json: To do imported as the template "least"$/,
      /^ {2}· .*b\.json:1:\d+: no field of "Item" is called the primary key: a field "id" is added/,
      /^✗ .*c\.json:2:3: a template with the slug "notes" ships with Assay/,
      /^✗ .*d\.json:2:2: the field "slug" is there twice$/,
      /^✗ .*e\.json:2:3: the slug "twice" is also that of .*f\.json:2:3; import one of them/,
      /^✗ .*f\.json:2:3: the slug "twice" is also that of .*e\.json:2:3; import one of them/,
      /^✗ .*g\.json: is larger than 1 MB/,
      /^✗ .*h\.json: is a link that leads out of the folder/,
      /^✓ .*j\.json: History imported \(imported-/,
      /^$/,
    ];
    const lines = first.stdout.split('\n');
    expected.forEach((line, index) => assert.match(lines[index]!, line));
    assert.equal(lines.length, expected.length);
    const kept = () => readdirSync(path.join(folder(), '.assay', 'templates'));
    assert.deepEqual(kept(), ['least.json', 'own-todo.json']);

    write('a.json', templateJson({ slug, name: 'Changed' }));
    const again = await runCli(folder(), 'import', '--json', 'all/a.json', 'all/b.json', 'outside.json');
    assert.equal(again.status, 0, again.stderr);
    const { files } = JSON.parse(again.stdout) as { files: (Verdict & { template: { slug: string } })[] };
    assert.deepEqual(
      files.map(({ outcome, template }) => `${template.slug} ${outcome}`),
      ['own-todo replaced', 'least found', 'outside imported'],
    );
    assert.deepEqual(kept(), ['least.json', 'outside.json', 'own-todo.json']);
    const verified = await runCli(folder(), 'verify', '--json');
    assert.deepEqual((JSON.parse(verified.stdout) as Verification).problems, []);
  });

  it('refuses what is not there, and a folder without such files', async () => {
    const none = await runCli(folder(), 'import', 'nowhere.json');
    assert.deepEqual([none.status, none.stdout], [2, '']);
    assert.match(none.stderr, /nowhere\.json: there is no such file or folder/);
    mkdirSync(path.join(folder(), 'empty'));
    assert.match((await runCli(folder(), 'import', 'empty')).stderr, /empty: the folder has no \*\.json/);
    assert.equal((await runCli(folder(), 'import')).status, 2);
    const told = await runCli(folder(), 'import', 'empty', '--json');
    assert.deepEqual([told.status, told.stderr], [2, '']);
    assert.match((JSON.parse(told.stdout) as { files: Verdict[] }).files[0]!.problems![0]!.message, /has no/);
  });
});
